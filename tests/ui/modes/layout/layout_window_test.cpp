// The first path through the window, as a user walks it: draw, label, generate, move, stop, undo.
#include <QMessageBox>
#include <QSignalSpy>
#include <QTimer>
#include <catch2/catch.hpp>

#include "engine/api/run_request_check.h"
#include "tests/ui/test_window.h"
#include "ui/regions/region_list.h"

using namespace everyword;

namespace {

void drawLabelled(const TestWindow &test, const QPointF &from, const QPointF &to,
                  const char *label) {
  test.window->findChild<QAction *>(QStringLiteral("actionDrawTool"))->trigger();
  test.drag(from, to);
  auto *editor = test.find<QLineEdit>("regionLabelEdit");
  REQUIRE(editor->isVisible());
  editor->clear();
  QTest::keyClicks(editor, QLatin1String(label));
  QTest::keyClick(editor, Qt::Key_Return);
  REQUIRE_FALSE(editor->isVisible());
}

void emptyProject(const TestWindow &test) {
  RunRequest request = test.window->document().request();
  request.objective.regions.clear();
  request.objective.prompt.clear();
  test.window->document().open(request, QString());
}

double ringOf(const TestWindow &test, int regionId) {
  return test.find<RegionList>("regionList")
      ->row(regionId)
      ->findChild<OverlapRing *>()
      ->overlap()
      .value_or(-1);
}

}  // namespace

TEST_CASE("The first start shows the sample project with the pack's settings", "[ui]") {
  TestWindow test;
  CHECK(test.find<QLineEdit>("promptEdit")->text() ==
        QStringLiteral("a red apple and a dog on grass"));
  CHECK(test.window->document().request().objective.regions.size() == 2);
  CHECK(test.window->document().request().schedule.steps == 60);
  CHECK(test.find<QLabel>("tokenLabel")->text() == QStringLiteral("10/32 tokens"));
  CHECK_FALSE(test.window->isWindowModified());
}

TEST_CASE(
    "Two drawn boxes, a prompt and one click make a picture; a box moves during the run; all of it "
    "undoes",
    "[ui]") {
  TestWindow test([](FakeEngine &engine) { engine.stepTime = std::chrono::milliseconds(10); });
  emptyProject(test);
  MainWindow &window = *test.window;
  const std::string before = window.document().request().toJson();

  drawLabelled(test, {0.05, 0.3}, {0.45, 0.8}, "red apple");
  drawLabelled(test, {0.55, 0.35}, {0.95, 0.85}, "dog");
  QTest::keyClicks(test.find<QLineEdit>("promptEdit"), QStringLiteral("a red apple and a dog"));
  const auto &regions = window.document().request().objective.regions;
  REQUIRE(regions.size() == 2);
  CHECK(regions[0].label == "red apple");
  CHECK(regions[1].label == "dog");
  CHECK(regions[0].box.x == Approx(0.05).margin(0.01));
  CHECK(regions[1].box.height == Approx(0.5).margin(0.015));
  const int apple = regions[0].id;

  QSignalSpy frames(&window.controller(), &RunController::frameArrived);
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return frames.count() >= 3; }));
  const double early = ringOf(test, apple);
  CHECK(window.canvas().scene());
  REQUIRE(waitUntil([&] { return ringOf(test, apple) > early + 0.1; }));
  CHECK(test.find<LossChart>("lossChart")->seriesCount() == 3);
  CHECK(test.find<ScoreLanes>("scoreLanes")->laneCount() >= 2);

  const double leftBefore = window.document().region(apple)->box.x;
  test.drag({0.25, 0.55}, {0.35, 0.45});
  const double left = window.document().region(apple)->box.x;
  REQUIRE(left > leftBefore + 0.05);
  REQUIRE(waitUntil([&] {
    return !test.engine->updates().empty() &&
           test.engine->updates().back().objective.regions[0].box.x == left;
  }));

  test.click("stopButton");
  REQUIRE(waitUntil([&] { return window.controller().state() == RunState::Idle; }));
  CHECK(test.find<QPushButton>("generateButton")->isVisible());

  const std::string after = window.document().request().toJson();
  while (window.document().undoStack().canUndo()) {
    window.document().undoStack().undo();
  }
  CHECK(window.document().request().toJson() == before);
  CHECK(test.find<QLineEdit>("promptEdit")->text().isEmpty());
  CHECK(test.find<RegionList>("regionList")->row(apple) == nullptr);
  while (window.document().undoStack().canRedo()) {
    window.document().undoStack().redo();
  }
  CHECK(window.document().request().toJson() == after);
}

TEST_CASE("A run that is paused makes no steps until it is resumed", "[ui]") {
  TestWindow test;
  test.engine->stepTime = std::chrono::milliseconds(5);
  QSignalSpy frames(&test.window->controller(), &RunController::frameArrived);
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return frames.count() > 0; }));
  test.click("pauseButton");
  REQUIRE(test.window->controller().state() == RunState::Paused);
  CHECK(test.find<QPushButton>("pauseButton")->text() == QStringLiteral("Resume"));
  QTest::qWait(60);  // the step that was on its way
  const int pausedAt = frames.count();
  QTest::qWait(60);
  CHECK(frames.count() == pausedAt);
  test.click("pauseButton");
  REQUIRE(waitUntil([&] { return test.window->controller().state() == RunState::Idle; }));
  CHECK(test.window->history().steps().size() == 60);
  CHECK(test.window->history().frames().back().step == 60);
}

TEST_CASE("An edit that the run refuses is a message, and the run goes on", "[ui]") {
  TestWindow test;
  test.engine->stepTime = std::chrono::milliseconds(5);
  test.engine->refuseEdit = [](const RunRequest &request) {
    return request.objective.prompt.empty() ? std::string("the prompt is empty") : std::string();
  };
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return !test.window->history().steps().empty(); }));
  auto *prompt = test.find<QLineEdit>("promptEdit");
  prompt->selectAll();
  QTest::keyClick(prompt, Qt::Key_Delete);
  REQUIRE(waitUntil([&] { return test.find<QFrame>("messageBar")->isVisible(); }));
  CHECK(test.window->messages().text().contains(QStringLiteral("the prompt is empty")));
  REQUIRE(waitUntil([&] { return !test.window->controller().isActive(); }));
  CHECK(test.window->history().steps().back().step == 60);
}

TEST_CASE("There are no more boxes than a project may have", "[ui]") {
  TestWindow test;
  RunRequest request = test.window->document().request();
  request.objective.regions.resize(1);
  while (request.objective.regions.size() < kMostRegions - 1) {
    Region next = request.objective.regions.front();
    next.id = int(request.objective.regions.size()) + 10;
    next.label = "dog " + std::to_string(next.id);
    request.objective.regions.push_back(next);
  }
  test.window->document().open(request, QString());
  test.find<QAction>("actionDrawTool")->trigger();
  test.drag({0.1, 0.1}, {0.4, 0.4});
  CHECK(test.window->document().request().objective.regions.size() == kMostRegions);
  test.drag({0.5, 0.5}, {0.9, 0.9});
  CHECK_FALSE(test.find<QAction>("actionDuplicate")->isEnabled());
  CHECK(test.window->document().request().objective.regions.size() == kMostRegions);
}

TEST_CASE("Stop while the models load ends the run before its first step", "[ui]") {
  TestWindow test;
  test.engine->loadingTime = std::chrono::seconds(1);
  QSignalSpy finished(&test.window->controller(), &RunController::finished);
  test.click("generateButton");
  REQUIRE(waitUntil([&] {
    return test.find<QLabel>("statusStep")->text() == QStringLiteral("Loading the models…");
  }));
  CHECK(test.find<QProgressBar>("statusProgress")->isVisible());
  test.click("stopButton");
  REQUIRE(waitUntil([&] { return finished.count() == 1; }));
  CHECK(finished.front().front().value<RunOutcome>().kind == RunOutcome::Kind::Stopped);
  CHECK(test.window->history().steps().empty());
  CHECK(test.window->controller().state() == RunState::Idle);
}

TEST_CASE("Speed and time left are given in units that users know", "[ui]") {
  CHECK(speedText(4.92) == QStringLiteral("4.9 it/s"));
  CHECK(speedText(0.2) == QStringLiteral("5.0 s/it"));
  CHECK(speedText(0).isEmpty());
  CHECK(timeLeftText(5.2) == QStringLiteral("6 s left"));
  CHECK(timeLeftText(130) == QStringLiteral("2 min 10 s left"));
  CHECK(timeLeftText(31095) == QStringLiteral("8 h 38 min left"));
  CHECK(timeLeftText(0).isEmpty());
}

TEST_CASE("The status bar shows where a run computes, whole in its tip when room is short",
          "[ui]") {
  TestWindow test;
  auto *device = test.find<QLabel>("statusDevice");
  CHECK(device->text().isEmpty());
  QSignalSpy started(&test.window->controller(), &RunController::started);
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return started.count() == 1; }));
  QTest::qWait(0);
  const QString text = QStringLiteral("CPU, 2 threads, fp32");
  CHECK(device->text() == text);
  CHECK(device->isVisible());
  CHECK(device->width() >= device->fontMetrics().horizontalAdvance(text));
  CHECK(device->toolTip().contains(text));
  REQUIRE(waitUntil([&] { return !test.window->controller().isActive(); }));
  CHECK(device->text() == text);
  RunStarted longOne;
  longOne.device = "CUDA device 0, NVIDIA H100 80GB HBM3 (compute capability 9.0), bf16";
  Q_EMIT test.window->controller().started(longOne);
  const int before = test.window->minimumSizeHint().width();
  longOne.device += longOne.device + longOne.device;
  Q_EMIT test.window->controller().started(longOne);
  // It gives way, the window does not grow.
  CHECK(test.window->minimumSizeHint().width() == before);
  CHECK(device->toolTip().contains(QString::fromStdString(longOne.device)));
}

TEST_CASE("Closing the window during a run stops it first and never blocks", "[ui]") {
  TestWindow test([](FakeEngine &engine) { engine.stepTime = std::chrono::milliseconds(20); });
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return test.window->controller().state() == RunState::Running; }));
  // The picture that the run leaves is in no file: once it has ended the window asks.
  QTimer answer;
  QObject::connect(&answer, &QTimer::timeout, [] {
    if (auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget())) {
      box->button(QMessageBox::Discard)->click();
    }
  });
  answer.start(20);
  CHECK_FALSE(test.window->close());
  CHECK(test.window->isVisible());
  REQUIRE(waitUntil([&] { return !test.window->isVisible(); }));
  CHECK(test.window->controller().state() == RunState::Idle);
}

TEST_CASE("Destroying the window during a run stops the run and waits for its end", "[ui]") {
  for (int round = 0; round < 3; ++round) {
    std::optional<RunOutcome>
        ended;  // written by the run thread, which is joined before it is read
    TestWindow test([&](FakeEngine &engine) {
      engine.stepTime = std::chrono::milliseconds(20);
      engine.atEnd = [&](const RunOutcome &outcome) { ended = outcome; };
    });
    test.click("generateButton");
    REQUIRE(waitUntil([&] { return !test.window->history().steps().empty(); }));
    REQUIRE(test.window->controller().state() == RunState::Running);
    test.window.reset();
    REQUIRE(ended.has_value());
    CHECK(ended->kind == RunOutcome::Kind::Stopped);
    CHECK(ended->step < ended->request.schedule.steps);
  }
}

TEST_CASE("An empty request is refused in one sentence and nothing runs", "[ui]") {
  TestWindow test;
  emptyProject(test);
  test.click("generateButton");
  CHECK(test.find<QFrame>("messageBar")->isVisible());
  CHECK_FALSE(test.window->messages().text().isEmpty());
  CHECK(test.window->controller().state() == RunState::Idle);
  CHECK(test.engine->runs() == 0);
}

TEST_CASE("An unknown word is marked, explained, and runs only when asked to", "[ui]") {
  TestWindow test([](FakeEngine &engine) { engine.unknownWords = {"zebra"}; });
  auto *prompt = test.find<QLineEdit>("promptEdit");
  prompt->selectAll();
  QTest::keyClicks(prompt, QStringLiteral("a zebra"));
  REQUIRE(waitUntil(
      [&] { return test.find<QLabel>("unknownWords")->text().contains(QStringLiteral("zebra")); }));
  CHECK(test.find<QLabel>("unknownWords")->text().contains(QStringLiteral("horse")));
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return test.find<QPushButton>("messageAction")->isVisible(); }));
  CHECK(test.engine->runs() == 0);
  test.click("messageAction");
  REQUIRE(waitUntil([&] { return test.engine->runs() == 1; }));
  test.window->controller().stop();
  REQUIRE(waitUntil([&] { return !test.window->controller().isActive(); }));
}

TEST_CASE("Scrubbing shows an earlier frame with its numbers, and the newest on request", "[ui]") {
  TestWindow test;
  test.engine->stepTime = std::chrono::milliseconds(5);
  test.click("generateButton");
  REQUIRE(waitUntil([&] {
    return !test.window->controller().isActive() && !test.window->history().frames().empty();
  }));
  auto *scene = static_cast<CanvasScene *>(test.window->canvas().scene());
  const double last = ringOf(test, 1);
  auto *slider = test.find<QSlider>("timelineSlider");
  REQUIRE(slider->maximum() > 2);
  slider->setValue(1);
  CHECK(scene->frame()->step == test.window->history().frames()[1].step);
  CHECK(ringOf(test, 1) < last);
  test.click("timelineLive");
  CHECK(scene->frame()->step == 60);
}

TEST_CASE("The heat map of the picked region shows with its legend on H", "[ui]") {
  TestWindow test;
  test.click("generateButton");
  REQUIRE(waitUntil([&] {
    return !test.window->controller().isActive() && !test.window->history().frames().empty();
  }));
  CHECK_FALSE(test.find<QWidget>("legend")->isVisible());
  QTest::mouseClick(test.window->canvas().viewport(), Qt::LeftButton, Qt::NoModifier,
                    test.place({0.75, 0.6}));
  test.window->findChild<QAction *>(QStringLiteral("actionHeatMap"))->trigger();
  CHECK(test.find<QWidget>("legend")->isVisible());
  CHECK(test.window->heatMap().values().phraseId == 2);
  CHECK(test.find<QLabel>("statusHeatMap")->text().contains(QStringLiteral("dog")));
}

TEST_CASE("Delete, duplicate, arrows and Shift work on the canvas", "[ui]") {
  TestWindow test;
  MainWindow &window = *test.window;
  QTest::mouseClick(window.canvas().viewport(), Qt::LeftButton, Qt::NoModifier,
                    test.place({0.25, 0.55}));
  const double left = window.document().region(1)->box.x;
  QTest::keyClick(&window.canvas(), Qt::Key_Right);
  CHECK(window.document().region(1)->box.x ==
        Approx(left + 1.0 / window.document().request().start.width).margin(0.001));
  const double top = window.document().region(1)->box.y;
  test.drag({0.25, 0.55}, {0.35, 0.58}, Qt::ShiftModifier);
  CHECK(window.document().region(1)->box.y == top);
  window.findChild<QAction *>(QStringLiteral("actionDuplicate"))->trigger();
  CHECK(window.document().request().objective.regions.size() == 3);
  window.findChild<QAction *>(QStringLiteral("actionDelete"))->trigger();
  CHECK(window.document().request().objective.regions.size() == 2);
}

TEST_CASE("A drag that the middle button interrupts ends with its own release", "[ui]") {
  TestWindow test;
  MainWindow &window = *test.window;
  QWidget *viewport = window.canvas().viewport();
  const auto move = [&](const QPointF &to, Qt::MouseButtons buttons) {
    const QPoint at = test.place(to);
    QMouseEvent event(QEvent::MouseMove, QPointF(at), viewport->mapToGlobal(QPointF(at)),
                      Qt::NoButton, buttons, Qt::NoModifier);
    QApplication::sendEvent(viewport, &event);
  };
  QTest::mousePress(viewport, Qt::LeftButton, Qt::NoModifier, test.place({0.25, 0.55}));
  move({0.3, 0.55}, Qt::LeftButton);
  const double dragged = window.document().region(1)->box.x;
  QTest::mousePress(viewport, Qt::MiddleButton, Qt::NoModifier, test.place({0.3, 0.55}));
  QTest::mouseRelease(viewport, Qt::LeftButton, Qt::NoModifier, test.place({0.3, 0.55}));
  QTest::mouseRelease(viewport, Qt::MiddleButton, Qt::NoModifier, test.place({0.3, 0.55}));
  move({0.5, 0.6}, Qt::NoButton);
  CHECK(window.document().region(1)->box.x == dragged);
  CHECK(window.document().undoStack().count() == 1);
}

TEST_CASE("Edits of a project that is opened during a run do not reach the run", "[ui]") {
  TestWindow test([](FakeEngine &engine) { engine.stepTime = std::chrono::milliseconds(10); });
  MainWindow &window = *test.window;
  QSignalSpy frames(&window.controller(), &RunController::frameArrived);
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return frames.count() > 0; }));
  RunRequest other = window.document().request();
  other.objective.regions.resize(1);
  other.objective.regions[0].label = "horse";
  window.document().open(other, QString());
  QTest::mouseClick(window.canvas().viewport(), Qt::LeftButton, Qt::NoModifier,
                    test.place({0.25, 0.55}));
  QTest::keyClick(&window.canvas(), Qt::Key_Right);  // an edit of the other project
  const int seen = frames.count();
  REQUIRE(waitUntil([&] { return frames.count() >= seen + 3; }));
  CHECK(test.engine->updates().empty());
  window.controller().stop();
  REQUIRE(waitUntil([&] { return !window.controller().isActive(); }));
}

TEST_CASE("A click on a word insists on it, live and undoable; the keyboard does it, too", "[ui]") {
  TestWindow test([](FakeEngine &engine) { engine.stepTime = std::chrono::milliseconds(10); });
  Document &document = test.window->document();
  const auto chip = [&](const char *text) {
    for (WordChip *one : test.window->findChildren<WordChip *>()) {
      if (one->word().text == text) {
        return one;
      }
    }
    throw std::runtime_error("no such chip");
  };
  QSignalSpy frames(&test.window->controller(), &RunController::frameArrived);
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return frames.count() > 0; }));
  CHECK(chip("grass")->isForgotten());
  CHECK_FALSE(chip("dog")->isForgotten());
  QTest::mouseClick(chip("grass"), Qt::LeftButton);
  CHECK(document.request().objective.words == std::vector<std::string>{"grass"});
  CHECK(chip("grass")->isInsisted());
  CHECK(chip("grass")->accessibleName().contains(QStringLiteral("insisted")));
  REQUIRE(waitUntil([&] {
    return !test.engine->updates().empty() &&
           test.engine->updates().back().objective.words == document.request().objective.words;
  }));
  test.window->controller().stop();
  REQUIRE(waitUntil([&] { return !test.window->controller().isActive(); }));
  document.undoStack().undo();
  CHECK(document.request().objective.words.empty());
  CHECK_FALSE(chip("grass")->isInsisted());
  chip("dog")->setFocus();
  QTest::keyClick(chip("dog"), Qt::Key_Space);
  CHECK(document.request().objective.words == std::vector<std::string>{"dog"});
  QTest::keyClick(chip("dog"), Qt::Key_Space);
  CHECK(document.request().objective.words.empty());
}

TEST_CASE("A word that the prompt loses is not insisted on in a run or a file", "[ui]") {
  Document document;
  RunRequest request;
  request.objective.prompt = "a dog on grass";
  request.objective.words = {"dog", "Grass"};
  document.open(request, QString());
  document.setPrompt(QStringLiteral("a dogma on GRASS"));
  CHECK(document.toRequest().objective.words == std::vector<std::string>{"Grass"});
  document.setPrompt(QStringLiteral("a dog on grass"));
  CHECK(document.toRequest().objective.words.size() == 2);
}

TEST_CASE("A method without an overlap shows none, and does not say the attention is elsewhere",
          "[ui]") {
  TestWindow test;
  auto *ring = test.find<RegionList>("regionList")->row(1)->findChild<OverlapRing *>();
  CHECK(ring->text() == QStringLiteral("not run yet"));
  auto *list = test.find<RegionList>("regionList");
  RegionScore score;
  score.regionId = 1;
  list->setScores({score});
  CHECK(ring->text() == QStringLiteral("not measured"));
  score.overlap = 0.1;
  list->setScores({score});
  CHECK(ring->text() == QStringLiteral("attention elsewhere 0.10"));
}
