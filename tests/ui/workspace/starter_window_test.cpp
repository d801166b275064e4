// The first path through the window on the starter pack: nothing is faked.
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTimer>
#include <catch2/catch.hpp>
#include <csignal>

#include "engine/api/recipe.h"
#include "tests/ui/test_window.h"
#include "ui/regions/region_geometry.h"
#include "ui/workspace/session_keeper.h"

using namespace everyword;

namespace {

double meanOverlap(const StepEvent &step) {
  double sum = 0;
  for (const RegionScore &score : step.regions) {
    sum += score.overlap.value();
  }
  return step.regions.empty() ? 0 : sum / double(step.regions.size());
}

/// Mean over `count` steps from `from` on.
double meanOverlap(const std::vector<StepEvent> &steps, std::size_t from, std::size_t count) {
  double sum = 0;
  for (std::size_t index = from; index < from + count; ++index) {
    sum += meanOverlap(steps[index]);
  }
  return sum / double(count);
}

}  // namespace

TEST_CASE(
    "On the starter pack frames arrive, the overlap rises, a box moves mid-run, and all of it "
    "undoes",
    "[ui][slow]") {
  testApplication();
  MainWindow window([] { return makeEngine(EVERYWORD_SOURCE_DIR "/resources"); });
  window.show();
  QSignalSpy ready(&window, &MainWindow::ready);
  REQUIRE(waitUntil([&] { return ready.count() == 2; }));  // with the recommended settings
  REQUIRE(waitUntil([&] {
    return window.findChild<QLabel *>(QStringLiteral("tokenLabel"))
        ->text()
        .contains(QStringLiteral("tokens"));
  }));
  CHECK_FALSE(window.findChild<QLabel *>(QStringLiteral("unknownWords"))->isVisible());
  RunRequest plain = window.document().request();  // from where the overlap has far to rise
  plain.start.kind = Start::Plain;
  plain.schedule.steps = 100;
  plain.schedule.learningRate = 0.15;
  plain.objective.latentDistance = 0;
  window.document().open(plain, QString());
  const std::string before = window.document().request().toJson();

  QSignalSpy frames(&window.controller(), &RunController::frameArrived);
  QElapsedTimer clock;
  clock.start();
  testApplication().startTiming();
  QTest::mouseClick(window.findChild<QPushButton *>(QStringLiteral("generateButton")),
                    Qt::LeftButton);
  REQUIRE(waitUntil([&] { return frames.count() > 0 || !window.controller().isActive(); }, 60000));
  INFO(window.messages().text().toStdString());
  REQUIRE(frames.count() > 0);
  WARN("first frame after " << clock.elapsed() << " ms");
  const auto &steps = window.history().steps();
  REQUIRE(waitUntil([&] { return steps.size() >= 40 || !window.controller().isActive(); }, 240000));
  REQUIRE(steps.size() >= 40);
  CHECK(meanOverlap(steps, steps.size() - 5, 5) > meanOverlap(steps, 0, 5) + 0.05);
  CHECK(window.history().frames().back().frame->maps.size() >= 2);
  CHECK_FALSE(window.history().frames().back().words.empty());

  CanvasView &canvas = window.canvas();
  const QSizeF size(window.document().request().start.width,
                    window.document().request().start.height);
  const Region dog = window.document().request().objective.regions[1];
  const QPoint middle = canvas.mapFromScene(rectInPixels(dog.box, size).center());
  QTest::mousePress(canvas.viewport(), Qt::LeftButton, {}, middle);
  const QPointF target(middle + QPoint(0, -60));
  QMouseEvent move(QEvent::MouseMove, target, canvas.viewport()->mapToGlobal(target), Qt::NoButton,
                   Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(canvas.viewport(), &move);
  QTest::mouseRelease(canvas.viewport(), Qt::LeftButton, {}, target.toPoint());
  const Box moved = window.document().region(dog.id)->box;
  REQUIRE(moved.y < dog.box.y - 0.02);
  const std::size_t then = steps.size();
  REQUIRE(waitUntil([&] { return steps.size() >= then + 3 || !window.controller().isActive(); },
                    60000));

  QSignalSpy finished(&window.controller(), &RunController::finished);
  window.controller().stop();
  REQUIRE(waitUntil([&] { return finished.count() == 1; }, 60000));
  const auto outcome = finished.front().front().value<RunOutcome>();
  CHECK(outcome.kind == RunOutcome::Kind::Stopped);
  CHECK(withEditsMade(outcome.request).objective.regions[1].box == moved);
  WARN("longest event of the GUI thread: " << testApplication().longestMs()
                                           << " ms of processor time ("
                                           << testApplication().longestWhat() << ")");
  while (window.document().undoStack().canUndo()) {
    window.document().undoStack().undo();
  }
  CHECK(window.document().request().toJson() == before);
}

TEST_CASE("Two imported files make a picture, and the pack does so again without a restart",
          "[ui][slow]") {
  testApplication();
  QTemporaryDir folder;
  MainWindow window([] { return makeEngine(EVERYWORD_SOURCE_DIR "/resources"); },
                    [&] {
                      return makeModelStore(EVERYWORD_SOURCE_DIR "/resources",
                                            folder.path().toStdString());
                    });
  window.show();
  QSignalSpy prepared(&window.controller(), &RunController::prepared);
  QSignalSpy ready(&window, &MainWindow::ready);
  REQUIRE(waitUntil([&] { return prepared.count() >= 1 && ready.count() == 2; }, 60000));
  RunRequest request = window.document().request();
  request.schedule.steps = 2;
  request.cutouts.count = 2;
  window.document().open(request, QString());
  ModelShelf &shelf = window.models().shelf();
  const QString starter = QStringLiteral(EVERYWORD_SOURCE_DIR "/resources/starter/");
  shelf.importFiles({starter + QStringLiteral("clip.safetensors"),
                     starter + QStringLiteral("vqgan.safetensors")});
  REQUIRE(waitUntil([&] { return shelf.find(QStringLiteral("model:vqgan")) && !shelf.isBusy(); }));
  ModelChoice &choice = window.models().choice();
  const auto run = [&] {
    QSignalSpy finished(&window.controller(), &RunController::finished);
    window.runs().generate();
    REQUIRE(waitUntil([&] { return finished.count() == 1; }, 120000));
    return finished.front().front().value<RunOutcome>();
  };

  choice.use(*shelf.find(QStringLiteral("model:clip")));
  REQUIRE(waitUntil([&] { return !choice.models().path("clip").empty(); }));
  choice.use(*shelf.find(QStringLiteral("model:vqgan")));
  REQUIRE(waitUntil([&] { return !choice.models().path("vqgan").empty(); }));
  const RunOutcome own = run();
  CHECK(own.kind == RunOutcome::Kind::Finished);
  REQUIRE(own.frame);
  CHECK(own.request.models == choice.models());

  choice.use(*shelf.find(QStringLiteral("pack:starter")));
  REQUIRE(waitUntil([&] { return choice.models() == ModelSet(); }));
  RunRequest again = window.document().request();
  again.schedule.steps = request.schedule.steps;
  again.cutouts.count = request.cutouts.count;
  window.document().setRequest(again);
  const RunOutcome pack = run();
  REQUIRE(pack.frame);
  CHECK(pack.request.models == ModelSet());
  // The same weights from other files: the same picture.
  CHECK(pack.frame->rgba == own.frame->rgba);
}

TEST_CASE(
    "A run that SIGTERM ended makes the same picture once it goes on, and its frames are there",
    "[ui][slow]") {
  testApplication();
  QTemporaryDir root;
  constexpr int kSteps = 12;
  const auto open = [&] {
    auto window =
        std::make_unique<MainWindow>([] { return makeEngine(EVERYWORD_SOURCE_DIR "/resources"); });
    window->show();
    QSignalSpy ready(window.get(), &MainWindow::ready);
    REQUIRE(waitUntil([&] { return ready.count() == 2; }, 60000));
    new SessionKeeper(*window, root.path());
    return window;
  };
  const auto begin = [&](MainWindow &window) {
    RunRequest request = window.document().request();
    request.schedule.steps = kSteps;
    request.machine.threads = 1;
    request.machine.precision = Precision::Fp32;
    request.machine.previewIntervalMs = 0;
    window.document().open(request, QString());
    window.runs().generate();
  };
  const auto outcomeOf = [](MainWindow &window) {
    QSignalSpy finished(&window.controller(), &RunController::finished);
    REQUIRE(waitUntil([&] { return finished.count() == 1; }, 120000));
    return finished.front().front().value<RunOutcome>();
  };
  FramePtr whole;
  {
    const auto window = open();
    begin(*window);
    whole = outcomeOf(*window).frame;
    begin(*window);
    REQUIRE(waitUntil([&] { return window->history().steps().size() > 5; }, 60000));
    QTimer::singleShot(0, [] { ::raise(SIGTERM); });
    REQUIRE(QApplication::exec() == SessionKeeper::kExitCode);
  }
  const auto window = open();
  auto *action = window->findChild<QPushButton *>(QStringLiteral("messageAction"));
  REQUIRE(waitUntil([&] { return action->text() == QStringLiteral("Restore"); }));
  action->click();
  action->click();
  const RunOutcome outcome = outcomeOf(*window);
  CHECK(outcome.step == kSteps);
  CHECK(outcome.frame->rgba == whole->rgba);
  CHECK(outcome.request.edits.empty());
  CHECK(window->history().steps().front().step > 1);
  CHECK(window->history().frames().front().step == 0);
  for (std::size_t index = 1; index < window->history().frames().size(); ++index) {
    CHECK(window->history().frames()[index - 1].step < window->history().frames()[index].step);
  }
}
