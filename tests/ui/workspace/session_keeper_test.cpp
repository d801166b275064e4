// What is left of a window that was ended from outside, and what the next one makes of it.
#include "ui/workspace/session_keeper.h"

#include <QDirIterator>
#include <QMessageBox>
#include <QProcess>
#include <QTimer>
#include <catch2/catch.hpp>
#include <csignal>

#include "engine/api/exporting.h"
#include "tests/ui/test_window.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/request_commands.h"
#include "ui/project/project_file.h"
#include "ui/project/sample_project.h"

using namespace everyword;

namespace {

/// A window as the program has it, with recovery files below `root`.
struct KeptWindow : TestWindow {
  explicit KeptWindow(const QString &root,
                      std::chrono::milliseconds runStateEvery = std::chrono::seconds(30))
      : keeper(new SessionKeeper(*window, root, runStateEvery)) {}

  SessionKeeper *keeper;

  Document &document() const { return window->document(); }
  QString message() const {
    auto *bar = find<QFrame>("messageBar");
    return bar->isVisible() ? window->messages().text() : QString();
  }
  QString action() const { return find<QPushButton>("messageAction")->text(); }
  bool waitForAction(const char *text) const {
    return waitUntil([&] { return !message().isEmpty() && action() == QLatin1String(text); });
  }
  void edit(const char *prompt) const {
    document().undoStack().push(new SetPrompt(document(), QLatin1String(prompt), newGesture()));
  }
  bool generateUntil(int step) const {
    click("generateButton");
    return waitUntil([&] {
      return !window->history().steps().empty() && window->history().steps().back().step >= step;
    });
  }
};

QStringList filesBelow(const QString &root, const QString &name) {
  QStringList found;
  for (QDirIterator it(root, {name}, QDir::Files, QDirIterator::Subdirectories); it.hasNext();) {
    found << it.next();
  }
  return found;
}
QStringList documentsBelow(const QString &root) {
  return filesBelow(root, QStringLiteral("unsaved.everyword"));
}

/// Exit code of the event loop when `what` happens in it.
int exitCodeAfter(const std::function<void()> &what) {
  QTimer::singleShot(0, what);
  QTimer limit;
  limit.setSingleShot(true);
  QObject::connect(&limit, &QTimer::timeout, [] { QApplication::exit(-1); });
  limit.start(20000);
  return QApplication::exec();
}

/// Opens `path` in the real program and sends it a signal as soon as its work is kept.
int exitCodeOfProgram(const QString &path, const QString &data, int signal) {
  QProcess program;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("XDG_DATA_HOME"), data);
  environment.insert(QStringLiteral("XDG_CONFIG_HOME"), data + QStringLiteral("/config"));
  environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
  environment.insert(QStringLiteral("EVERYWORD_RESOURCES"),
                     QStringLiteral(EVERYWORD_SOURCE_DIR "/resources"));
  program.setProcessEnvironment(environment);
  program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
  program.start(QStringLiteral(EVERYWORD_BINARY), {path});
  REQUIRE(program.waitForStarted());
  REQUIRE(waitUntil([&] { return !documentsBelow(data).isEmpty(); }, 60000));
  REQUIRE(::kill(pid_t(program.processId()), signal) == 0);
  REQUIRE(program.waitForFinished(60000));
  return program.exitStatus() == QProcess::NormalExit ? program.exitCode() : 128 + signal;
}

}  // namespace

TEST_CASE("The program killed by a signal offers its boxes at the next start", "[ui]") {
  const int signal = GENERATE(SIGTERM, SIGHUP, SIGINT, SIGKILL);
  INFO("signal " << signal);
  testApplication();
  QTemporaryDir folder;
  RunRequest recipe = sampleProject();
  recipe.objective.regions.front().label = "green pear";
  recipe.seed = 9007199254740993u;  // no double has it
  const QString picture = folder.filePath(QStringLiteral("pear.png"));
  writePicture(picture.toStdString(), *FakeEngine::makeStep(recipe, 3).frame, recipe.toJson());
  const QString data = folder.filePath(QStringLiteral("data"));
  CHECK(exitCodeOfProgram(picture, data, signal) == (signal == SIGKILL ? 128 + SIGKILL : 130));

  const QString root = data + QStringLiteral("/everyword/recovery");
  {
    KeptWindow test(root);
    REQUIRE(test.waitForAction("Restore"));
    CHECK(test.document().request().toJson() != recipe.toJson());
    test.click("messageAction");
    CHECK(test.document().request().toJson() == recipe.toJson());
    CHECK(test.window->isWindowModified());
    CHECK(test.message().contains(QStringLiteral("is restored")));
    test.document().markSaved(folder.filePath(QStringLiteral("pear.everyword")));
    CHECK(waitUntil([&] { return documentsBelow(root).isEmpty(); }));
  }
  KeptWindow next(root);
  QTest::qWait(300);
  CHECK(next.message().isEmpty());
}

TEST_CASE("An edit of this very moment survives SIGTERM, with the name of its project", "[ui]") {
  QTemporaryDir root;
  testApplication();
  {
    KeptWindow test(root.path());
    test.document().open(sampleProject(), QStringLiteral("/some/where/sun.everyword"));
    CHECK(exitCodeAfter([&] {
            test.edit("a sun");
            ::raise(SIGTERM);
          }) == SessionKeeper::kExitCode);
  }
  KeptWindow next(root.path());
  REQUIRE(next.waitForAction("Restore"));
  CHECK(next.message().contains(QStringLiteral("sun.everyword")));
  auto *inMenu = next.find<QAction>("actionRestore");
  CHECK(inMenu->isVisible());
  next.window->messages().showMessage(MessageBar::Kind::Info, QStringLiteral("Something else."));
  inMenu->trigger();
  CHECK_FALSE(inMenu->isVisible());
  CHECK(next.document().request().objective.prompt == "a sun");
  CHECK(next.document().filePath() == QStringLiteral("/some/where/sun.everyword"));
}

TEST_CASE("A run that a signal ended goes on at the next start, from its step", "[ui]") {
  QTemporaryDir root;
  testApplication();
  int stoppedAt = 0, steps = 0;
  {
    KeptWindow test(root.path());
    REQUIRE(test.generateUntil(5));
    CHECK(exitCodeAfter([] { ::raise(SIGHUP); }) == SessionKeeper::kExitCode);
    CHECK_FALSE(test.window->controller().isActive());
    stoppedAt = test.window->history().steps().back().step;
    steps = test.document().request().schedule.steps;
    REQUIRE(stoppedAt < steps);
  }
  KeptWindow next(root.path());
  REQUIRE(next.waitForAction("Restore"));
  next.click("messageAction");
  REQUIRE(next.action() == QStringLiteral("Continue the run"));
  next.edit("a sun");  // between the two: the run takes it up
  REQUIRE(next.waitForAction("Continue the run"));
  next.click("messageAction");
  REQUIRE(waitUntil([&] { return next.window->controller().isActive(); }));
  REQUIRE(waitUntil([&] { return !next.window->controller().isActive(); }));
  CHECK(next.window->history().steps().front().step == stoppedAt + 1);
  CHECK(next.window->history().frames().front().step < stoppedAt);
  CHECK(next.window->history().steps().back().step == steps);
  CHECK(next.engine->updates().front().objective.prompt == "a sun");
  // Its picture is unsaved work.
  CHECK_FALSE(filesBelow(root.path(), QStringLiteral("run.checkpoint")).isEmpty());
  next.document().markSaved(root.filePath(QStringLiteral("sun.everyword")));
  CHECK(waitUntil(
      [&] { return filesBelow(root.path(), QStringLiteral("run.checkpoint")).isEmpty(); }));
}

TEST_CASE("A crash costs no more of a run than since its state was last written", "[ui]") {
  QTemporaryDir root, afterCrash;
  testApplication();
  int seen = 0;
  {
    KeptWindow test(root.path(), std::chrono::milliseconds(20));
    REQUIRE(test.generateUntil(5));
    test.find<QAction>("actionPause")->trigger();
    REQUIRE(waitUntil([&] {
      return !documentsBelow(root.path()).isEmpty() &&
             !filesBelow(root.path(), QStringLiteral("run.checkpoint")).isEmpty();
    }));
    QTest::qWait(100);  // the state of the step that it paused behind
    seen = test.window->history().steps().back().step;
    // What a crash would leave: the files, and nobody who holds them.
    const QString left = QFileInfo(documentsBelow(root.path()).front()).path();
    const QString copy = afterCrash.filePath(QStringLiteral("20261126-1"));
    REQUIRE(QDir().mkpath(copy));
    for (const QString &name : QDir(left).entryList(QDir::Files)) {
      REQUIRE(QFile::copy(left + QLatin1Char('/') + name, copy + QLatin1Char('/') + name));
    }
  }
  KeptWindow next(afterCrash.path());
  REQUIRE(next.waitForAction("Restore"));
  next.click("messageAction");
  next.click("messageAction");
  REQUIRE(waitUntil([&] { return !next.window->history().steps().empty(); }));
  CHECK(next.window->history().steps().front().step == seen + 1);
}

TEST_CASE("Of several runs that a crash ended the one on screen goes on", "[ui]") {
  QTemporaryDir root, afterCrash;
  testApplication();
  {
    KeptWindow test(root.path(), std::chrono::milliseconds(20));
    std::vector<RunRequest> requests(3, test.document().request());
    for (std::size_t run = 0; run < requests.size(); ++run) {
      requests[run].objective.lambda = 0.5 + double(run);
    }
    test.window->runs().generateTogether(requests);
    const auto stepsOf = [&](int run) {
      return test.window->group().runs()[std::size_t(run)].record.steps().size();
    };
    REQUIRE(waitUntil([&] { return test.window->group().shown() == 1 && stepsOf(1) >= 5; }));
    test.find<QAction>("actionPause")->trigger();
    REQUIRE(waitUntil([&] {
      return !documentsBelow(root.path()).isEmpty() &&
             !filesBelow(root.path(), QStringLiteral("run.checkpoint.1")).isEmpty() &&
             !filesBelow(root.path(), QStringLiteral("shown.txt")).isEmpty();
    }));
    QTest::qWait(1000);  // changes are written together
    const QString left = QFileInfo(documentsBelow(root.path()).front()).path();
    const QString copy = afterCrash.filePath(QStringLiteral("20261126-1"));
    REQUIRE(QDir().mkpath(copy + QStringLiteral("/frames")));
    for (const QString &name : QDir(left).entryList(QDir::Files)) {
      REQUIRE(QFile::copy(left + QLatin1Char('/') + name, copy + QLatin1Char('/') + name));
    }
  }
  KeptWindow next(afterCrash.path());
  REQUIRE(next.waitForAction("Restore"));
  next.click("messageAction");
  CHECK(next.document().request().objective.lambda == 1.5);
  REQUIRE(next.action() == QStringLiteral("Continue the run"));
  next.click("messageAction");
  REQUIRE(waitUntil([&] { return !next.window->history().steps().empty(); }));
  CHECK(next.window->history().steps().front().step > 5);
  CHECK(next.window->recipe().objective.lambda == 1.5);
}

TEST_CASE("What is saved or discarded leaves nothing behind", "[ui]") {
  QTemporaryDir root, folder;
  testApplication();
  KeptWindow test(root.path());
  test.edit("a sun");
  REQUIRE(waitUntil([&] { return !documentsBelow(root.path()).isEmpty(); }));
  SECTION("saved") { test.document().markSaved(folder.filePath(QStringLiteral("sun.everyword"))); }
  SECTION("undone") { test.document().undoStack().undo(); }
  SECTION("discarded at closing") {
    QTimer::singleShot(0, [] {
      auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
      box->button(QMessageBox::Discard)->click();
    });
    REQUIRE(test.window->close());
  }
  CHECK(waitUntil([&] { return QDir(root.path()).isEmpty(); }));
}

TEST_CASE("A logout keeps everything, asks nothing, and may be called off", "[ui]") {
  QTemporaryDir root;
  testApplication();
  {
    KeptWindow test(root.path());
    test.edit("a sun");
    test.keeper->keepForLogout();
    CHECK(documentsBelow(root.path()).size() == 1);
    SECTION("called off: an edit shows that somebody is there, who is asked again") {
      test.edit("a moon");
      QTimer::singleShot(0, [] {
        auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
        REQUIRE(box);
        box->button(QMessageBox::Cancel)->click();
      });
      CHECK_FALSE(test.window->close());
      return;
    }
    SECTION("the session manager closes the window") {
      CHECK(exitCodeAfter([&] { test.window->close(); }) == SessionKeeper::kExitCode);
    }
  }
  KeptWindow next(root.path());
  CHECK(next.waitForAction("Restore"));
}

TEST_CASE("A window offers nothing of another that is open", "[ui]") {
  QTemporaryDir root;
  testApplication();
  KeptWindow one(root.path());
  one.edit("a sun");
  REQUIRE(waitUntil([&] { return documentsBelow(root.path()).size() == 1; }));
  KeptWindow other(root.path());
  QTest::qWait(300);
  CHECK(other.message().isEmpty());
}

TEST_CASE("Where nothing can be kept, one sentence says so", "[ui]") {
  QTemporaryDir folder;
  testApplication();
  const QString file = folder.filePath(QStringLiteral("file"));
  QFile(file).open(QIODevice::WriteOnly);
  KeptWindow test(file + QStringLiteral("/recovery"));
  test.edit("a sun");
  REQUIRE(waitUntil([&] { return !test.message().isEmpty(); }));
  test.window->messages().dismiss();
  test.edit("a moon");
  QTest::qWait(1200);
  CHECK(test.message().isEmpty());
}
