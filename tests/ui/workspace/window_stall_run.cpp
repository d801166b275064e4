// A minute of the window with models of full size, and whether it ever stood still. By hand:
//   OMP_WAIT_POLICY=PASSIVE QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1440x900x24"
//     build/release/tests/ui/ui_window_stall_run_test
// EVERYWORD_RUN_SECONDS changes the length, EVERYWORD_THEME=dark the look. Times are printed, not
// checked: they belong to the machine.
#include <QDir>
#include <QElapsedTimer>
#include <QScreen>
#include <QSignalSpy>
#include <catch2/catch.hpp>
#include <cstdio>

#include "tests/bench/full_size_files.h"
#include "tests/ui/heartbeat.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/region_commands.h"

using namespace everyword;

namespace {

int runSeconds() {
  const int wanted = qEnvironmentVariableIntValue("EVERYWORD_RUN_SECONDS");
  return wanted > 0 ? wanted : 60;
}

/// A window with nothing but models of full size to choose from.
class FullSizeScene {
 public:
  FullSizeScene() {
    applyTheme(testApplication(), chosenTheme(QApplication::palette()));
    writeOpenAiVitB32(at("ViT-B-32.pt").toStdString());
    writeLightningVqganF16(at("vqgan_f16.ckpt").toStdString());
    writeVqganF16Yaml(at("vqgan_f16.yaml").toStdString());
    writeMerges(at("merges.txt").toStdString());
    window = std::make_unique<MainWindow>(
        [] { return makeEngine(EVERYWORD_SOURCE_DIR "/resources"); },
        [this] {
          return makeModelStore(EVERYWORD_SOURCE_DIR "/resources", at("models").toStdString());
        });
    QSignalSpy prepared(&window->controller(), &RunController::prepared);
    window->show();
    REQUIRE(waitUntil([&] { return prepared.count() == 1; }, 120000));
  }

  QString at(const char *name) const { return folder_.filePath(QLatin1String(name)); }
  ModelShelf &shelf() { return window->models().shelf(); }
  const ModelSet &chosen() { return window->document().request().models; }

  void startTiming() {
    testApplication().startTiming();
    heart.start();
  }
  void report(const char *phase) {
    std::printf(
        "%-22s longest event %.1f ms of processor (%s), %.1f ms by the clock; 5 ms beat: largest "
        "gap %.1f ms by the clock, %.1f ms without waiting for a processor, %.1f ms of processor; "
        "%d of %d gaps over 50 ms by the clock\n",
        phase, testApplication().longestMs(), testApplication().longestWhat().c_str(),
        testApplication().longestClockMs(), heart.largestClockMs(), heart.largestOwnMs(),
        heart.largestProcessorMs(), heart.over50(), heart.beats());
    std::fflush(stdout);
  }
  void useModels() {
    ModelsDialog &dialog = window->models().openManager();
    const auto press = [&](const char *key) {
      dialog.pick(QLatin1String(key));
      QTest::mouseClick(dialog.findChild<QPushButton *>(QStringLiteral("useModel")),
                        Qt::LeftButton);
    };
    window->models().importFiles({at("ViT-B-32.pt"), at("vqgan_f16.ckpt"), at("merges.txt")});
    REQUIRE(waitUntil([&] { return !shelf().isBusy(); }, 300000));
    press("model:ViT-B-32");
    REQUIRE(waitUntil([&] { return !chosen().path("clip").empty(); }, 60000));
    press("model:vqgan_f16");
    REQUIRE(waitUntil([&] { return !chosen().path("vqgan").empty(); }, 60000));
  }
  /// What is on the screen, in the folder of the other screens.
  void shot(const char *name) {
    heart.pause();
    QTest::qWait(100);  // what the last event has changed is painted
    QDir().mkpath(QStringLiteral(EVERYWORD_SCREENS));
    window->screen()->grabWindow(0).save(
        QStringLiteral(EVERYWORD_SCREENS "/%1_%2.png")
            .arg(QLatin1String(name),
                 currentTheme() == Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light")));
    heart.resume();
  }

  std::unique_ptr<MainWindow> window;
  Heartbeat heart;

 private:
  QTemporaryDir folder_;
};

/// When frames came and what the largest distance was.
struct FrameTimes {
  QElapsedTimer clock;
  int frames = 0;
  qint64 first = 0, last = 0, largest = 0;

  void note() {
    const qint64 now = clock.elapsed();
    first = frames == 0 ? now : first;
    largest = frames == 0 ? 0 : std::max(largest, now - last);
    last = now;
    ++frames;
  }
};

/// What a user does meanwhile: moves a box to and fro, shows and hides the heat map.
void fiddle(MainWindow &window, int round) {
  Document &document = window.document();
  const Region region = document.request().objective.regions.front();
  Box box = region.box;
  box.x += round % 2 == 0 ? 0.02 : -0.02;
  document.undoStack().push(new MoveRegion(document, region.id, box, newGesture()));
  window.findChild<QAction *>(QStringLiteral("actionHeatMap"))->trigger();
}

int lastStep(const MainWindow &window) {
  const auto &steps = const_cast<MainWindow &>(window).history().steps();
  return steps.empty() ? 0 : steps.back().step;
}

}  // namespace

TEST_CASE(
    "The window with models of full size: frames come, it answers, Stop ends the step under "
    "way",
    "[ui][slow]") {
  testApplication();
  FullSizeScene scene;
  MainWindow &window = *scene.window;
  RunController &controller = window.controller();

  scene.startTiming();
  scene.useModels();
  scene.report("import and choice");
  scene.shot("9_full_size_models");
  window.findChild<ModelsDialog *>(QStringLiteral("modelsDialog"))->close();

  scene.startTiming();
  if (controller.isPreparing()) {
    QSignalSpy prepared(&controller, &RunController::prepared);
    QElapsedTimer since;
    since.start();
    QTest::mouseClick(window.findChild<QToolButton *>(QStringLiteral("stopLoading")),
                      Qt::LeftButton);
    CHECK_FALSE(controller.isPreparing());
    REQUIRE(waitUntil([&] { return prepared.count() > 0; }, 120000));
    std::printf("loading ahead stopped  %lld ms after the click\n", (long long)since.elapsed());
  }

  RunRequest request = window.document().request();
  request.schedule.steps = 5000;
  window.document().setRequest(request);
  QSignalSpy finished(&controller, &RunController::finished);
  QSignalSpy failed(&controller, &RunController::failed);
  FrameTimes frames;
  QObject::connect(&controller, &RunController::frameArrived, &window, [&] { frames.note(); });
  frames.clock.start();
  QTest::mouseClick(window.findChild<QPushButton *>(QStringLiteral("generateButton")),
                    Qt::LeftButton);
  const auto over = [&] { return finished.count() + failed.count() > 0; };
  REQUIRE(waitUntil([&] { return frames.frames > 0 || over(); }, 300000));
  INFO(window.messages().text().toStdString());
  REQUIRE_FALSE(over());
  scene.report("loading");
  std::printf("first frame            %lld ms after the click\n", (long long)frames.first);

  scene.startTiming();
  QElapsedTimer run;
  run.start();
  const int stepBefore = lastStep(window);
  for (int round = 0; run.elapsed() < runSeconds() * 1000LL && !over(); ++round) {
    fiddle(window, round);
    if (round == 3) {
      scene.shot("9_full_size_run");
    }
    const qint64 left = runSeconds() * 1000LL - run.elapsed();
    QTest::qWait(int(std::clamp<qint64>(left, 1, 5000)));
  }
  REQUIRE_FALSE(over());
  const int steps = lastStep(window) - stepBefore;
  const double stepMs = steps > 0 ? double(run.elapsed()) / steps : 0;
  scene.report("run");
  std::printf(
      "run                    %.0f s, %s; %d steps, %.0f ms a step; %d frames, largest "
      "distance %lld ms\n",
      double(run.elapsed()) / 1000,
      window.findChild<QLabel *>(QStringLiteral("statusDevice"))->text().toUtf8().data(), steps,
      stepMs, frames.frames, (long long)frames.largest);
  CHECK(frames.frames >= 2);
  CHECK(steps >= 1);

  QCoreApplication::processEvents();
  const int atStop = lastStep(window);
  scene.startTiming();
  QElapsedTimer stop;
  qint64 lastWork = 0;
  QObject::connect(&controller, &RunController::stepped, &window,
                   [&] { lastWork = stop.elapsed(); });
  stop.start();
  QTest::mouseClick(window.findChild<QPushButton *>(QStringLiteral("stopButton")), Qt::LeftButton);
  REQUIRE(waitUntil(over, 300000));
  std::printf(
      "stop                   %lld ms after the click; the step under way ended after %lld ms, "
      "the rest is the look at the final picture; a step takes %.0f ms\n",
      (long long)stop.elapsed(), (long long)lastWork, stepMs);
  scene.report("stop");
  REQUIRE(finished.count() == 1);
  const auto outcome = finished.front().front().value<RunOutcome>();
  CHECK(outcome.kind == RunOutcome::Kind::Stopped);
  CHECK(outcome.step <= atStop + 1);
  CHECK(outcome.frame);
  scene.shot("9_full_size_stopped");
}
