#include <sys/stat.h>

#include <QClipboard>
#include <QDir>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTimer>
#include <QUrl>
#include <array>
#include <catch2/catch.hpp>

#include "engine/api/exporting.h"
#include "engine/api/pictures.h"
#include "tests/ui/test_window.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/request_commands.h"
#include "ui/project/project_file.h"
#include "ui/project/sample_project.h"

using namespace everyword;

namespace {

void edit(MainWindow &window, const char *prompt) {
  window.document().undoStack().push(
      new SetPrompt(window.document(), QLatin1String(prompt), newGesture()));
}

/// Clicks `button` in the next message box.
void answerNext(QMessageBox::StandardButton button) {
  QTimer::singleShot(0, [button] {
    if (auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget())) {
      box->button(button)->click();
    }
  });
}

/// Two grey pixels without compression, as small as a TIFF can be.
QString smallTiff(const QTemporaryDir &folder) {
  QByteArray bytes("II\x2a\0\x08\0\0\0", 8);
  const std::vector<std::array<quint32, 3>> entries = {// tag, type (3: 16 bits), value
                                                       {256, 3, 2}, {257, 3, 1}, {258, 3, 8},
                                                       {259, 3, 1}, {262, 3, 1}, {273, 4, 130},
                                                       {277, 3, 1}, {278, 3, 1}, {279, 4, 2}};
  const auto put = [&](quint32 value, int size) {
    for (int byte = 0; byte < size; ++byte) {
      bytes.append(char(value >> (8 * byte)));
    }
  };
  put(quint32(entries.size()), 2);
  for (const auto &[tag, type, value] : entries) {
    put(tag, 2);
    put(type, 2);
    put(1, 4);
    put(value, 4);
  }
  put(0, 4);
  bytes.resize(130, '\0');
  bytes += QByteArray("\x40\xc0", 2);
  QFile file(folder.filePath(QStringLiteral("small")));
  REQUIRE(file.open(QIODevice::WriteOnly));
  file.write(bytes);
  return file.fileName();
}

}  // namespace

TEST_CASE("A dropped picture with a recipe restores the whole request, as one undo step", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  RunRequest recipe = sampleProject();
  recipe.objective.prompt = "a cat";
  recipe.objective.lambda = 1.25;
  const std::string path = folder.filePath(QStringLiteral("cat.png")).toStdString();
  writePicture(path, *FakeEngine::makeStep(recipe, 3).frame, recipe.toJson());
  const std::string before = test.window->document().request().toJson();
  REQUIRE(test.open(QString::fromStdString(path)));
  CHECK(test.window->document().request().toJson() == recipe.toJson());
  CHECK(test.find<QLineEdit>("promptEdit")->text() == QStringLiteral("a cat"));
  test.window->document().undoStack().undo();
  CHECK(test.window->document().request().toJson() == before);
}

TEST_CASE("A dropped picture with a recipe can be one to start from instead", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  RunRequest recipe = sampleProject();
  recipe.objective.prompt = "a cat";
  const QString path = folder.filePath(QStringLiteral("cat.png"));
  writePicture(path.toStdString(), *FakeEngine::makeStep(recipe, 3).frame, recipe.toJson());
  const std::string before = test.window->document().request().objective.prompt;
  REQUIRE(test.open(path));
  REQUIRE(test.window->document().request().objective.prompt == "a cat");
  auto *instead = test.find<QPushButton>("messageAction");
  REQUIRE(instead->text().contains(QStringLiteral("Start from this picture")));
  QTest::mouseClick(instead, Qt::LeftButton);
  CHECK(test.window->document().request().objective.prompt == before);
  REQUIRE(
      waitUntil([&] { return test.window->document().request().start.kind == Start::Picture; }));
  CHECK(test.window->document().request().start.picture == path.toStdString());
  CHECK(test.window->document().request().objective.prompt == before);
}

TEST_CASE("A dropped picture without a recipe becomes the start picture", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("plain.png"));
  writePicture(path.toStdString(), *FakeEngine::makeStep(sampleProject(), 3).frame);
  REQUIRE(test.open(path));
  CHECK(test.window->document().request().start.kind == Start::Picture);
  CHECK(test.window->document().request().start.picture == path.toStdString());
}

TEST_CASE("A damaged picture or project is one sentence and changes nothing", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  const std::string before = test.window->document().request().toJson();
  for (const char *name : {"broken.png", "broken.everyword", "missing.everyword"}) {
    const QString path = folder.filePath(QLatin1String(name));
    if (path.contains(QStringLiteral("broken"))) {
      QFile file(path);
      REQUIRE(file.open(QIODevice::WriteOnly));
      file.write("rubbish");
    }
    INFO(name);
    REQUIRE(test.open(path));
    CHECK(test.find<QFrame>("messageBar")->isVisible());
    CHECK(test.window->document().request().toJson() == before);
  }
}

TEST_CASE("A recipe that cannot be read is named by its picture", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("deep.png"));
  writePicture(path.toStdString(), *FakeEngine::makeStep(sampleProject(), 3).frame,
               R"({"prompt": )" + std::string(100, '[') + std::string(100, ']') + "}");
  REQUIRE(test.open(path));
  CHECK(test.window->messages().text().contains(QStringLiteral("deep.png")));
  CHECK(test.window->document().undoStack().count() == 0);
}

TEST_CASE("An exported picture carries the request that made it", "[ui]") {
  TestWindow test;
  test.click("generateButton");
  REQUIRE(waitUntil([&] {
    return !test.window->controller().isActive() && !test.window->history().frames().empty();
  }));
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("out.png")),
                gif = folder.filePath(QStringLiteral("out.gif"));
  auto *jobs = test.window->findChild<ExportJobs *>();
  QSignalSpy written(jobs, &ExportJobs::written);
  std::vector<FramePtr> frames;
  for (const StepEvent &event : test.window->history().frames()) {
    frames.push_back(event.frame);
  }
  jobs->writePictureTo(path, frames.back(), test.window->document().request());
  jobs->writeAnimationTo(gif, frames);
  REQUIRE(waitUntil([&] { return written.count() == 2; }));
  const auto recipe = readRecipe(path.toStdString());
  REQUIRE(recipe);
  CHECK(RunRequest::fromJson(*recipe).toJson() == test.window->document().request().toJson());
  CHECK(QFileInfo(gif).size() > 0);
  QSignalSpy failed(jobs, &ExportJobs::failed);
  jobs->writePictureTo(folder.filePath(QStringLiteral("no/such/folder/out.png")), frames.back(),
                       {});
  REQUIRE(waitUntil([&] { return failed.count() == 1; }));
  CHECK(test.find<QFrame>("messageBar")->isVisible());
}

TEST_CASE("Unsaved changes are asked about when the window closes", "[ui]") {
  TestWindow test;
  edit(*test.window, "a sun");
  CHECK(test.window->isWindowModified());
  answerNext(QMessageBox::Cancel);
  CHECK_FALSE(test.window->close());
  answerNext(QMessageBox::Discard);
  CHECK(test.window->close());
}

TEST_CASE("A moved project opens with its models, unmodified; in memory paths are whole", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  REQUIRE(QDir(folder.path()).mkdir(QStringLiteral("a")));
  const auto at = [&](const char *name) { return folder.filePath(QLatin1String(name)); };
  Document &document = test.window->document();
  for (const char *name : {"clip.safetensors", "vqgan.safetensors"}) {
    REQUIRE(QFile::copy(
        QStringLiteral(EVERYWORD_SOURCE_DIR "/resources/starter/") + QLatin1String(name),
        at("a/") + QLatin1String(name)));
  }
  RunRequest request = document.request();
  request.models.files["clip"] = at("a/clip.safetensors").toStdString();
  request.models.files["vqgan"] = at("a/vqgan.safetensors").toStdString();
  document.open(request, at("a/one.everyword"));
  edit(*test.window, "a sun");
  test.find<QAction>("actionSave")->trigger();
  CHECK_FALSE(test.window->isWindowModified());
  CHECK(document.request().models == request.models);  // saving changes the file's form alone
  document.undoStack().undo();
  document.undoStack().redo();
  CHECK_FALSE(test.window->isWindowModified());

  REQUIRE(QDir(folder.path()).rename(QStringLiteral("a"), QStringLiteral("b")));
  REQUIRE(test.open(at("b/one.everyword")));
  CHECK(document.request().objective.prompt == "a sun");
  CHECK(document.request().models.path("clip") == at("b/clip.safetensors").toStdString());
  CHECK(document.request().models.path("vqgan") == at("b/vqgan.safetensors").toStdString());
  CHECK_FALSE(test.window->isWindowModified());
  RecentFiles recent;
  CHECK(recent.paths().front() == at("b/one.everyword"));
  test.find<QAction>("actionGenerate")->trigger();
  REQUIRE(waitUntil([&] { return !test.window->controller().isActive(); }));
  CHECK(test.engine->runs() == 1);
}

TEST_CASE("A saved project opens again and is unmodified", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("sun.everyword"));
  edit(*test.window, "a sun");
  writeProjectFile(path, test.window->document().request());
  test.window->document().markSaved(path);
  CHECK_FALSE(test.window->isWindowModified());
  edit(*test.window, "a moon");
  test.window->document().undoStack().undo();
  CHECK_FALSE(test.window->isWindowModified());
  REQUIRE(test.open(path));
  CHECK(test.window->document().request().objective.prompt == "a sun");
  CHECK(test.window->windowTitle().contains(QStringLiteral("sun.everyword")));
}

TEST_CASE("The recipe of a frame that is scrubbed to says the steps of that frame", "[ui]") {
  TestWindow test;
  test.click("generateButton");
  REQUIRE(waitUntil([&] {
    return !test.window->controller().isActive() && test.window->history().frames().size() > 2;
  }));
  test.find<QSlider>("timelineSlider")->setValue(1);
  const int step = test.window->history().frames()[1].step;
  REQUIRE(step < test.window->document().request().schedule.steps);
  CHECK(test.window->recipe().schedule.steps == step);
  test.click("timelineLive");
  CHECK(test.window->recipe().schedule.steps == test.window->document().request().schedule.steps);
}

TEST_CASE("Pictures of every format that is read are start pictures, whatever their name", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  for (const char *format : {"png", "jpg", "webp", "tiff"}) {
    const QString path = folder.filePath(QStringLiteral("picture.%1").arg(QLatin1String(format)));
    const Frame frame = *FakeEngine::makeStep(sampleProject(), 3).frame;
    if (QLatin1String(format) == QLatin1String("tiff")) {
      REQUIRE(QFile::copy(smallTiff(folder), path));
    } else {
      writePicture(path.toStdString(), frame);
    }
    const QString nameless = folder.filePath(QStringLiteral("scan-%1").arg(QLatin1String(format)));
    REQUIRE(QFile::copy(path, nameless));
    for (const QString &file : {path, nameless}) {
      INFO(file.toStdString());
      REQUIRE(test.open(file));
      CHECK(test.window->document().request().start.picture == file.toStdString());
    }
  }
}

TEST_CASE("No file keeps the window from its work, whatever it is", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  const auto at = [&](const char *name) { return folder.filePath(QLatin1String(name)); };
  for (const char *name : {"pipe.png", "pipe.everyword", "pipe"}) {
    REQUIRE(::mkfifo(QFile::encodeName(at(name)).constData(), 0600) == 0);
  }
  RunRequest large = sampleProject();
  large.start.width = large.start.height = 4000;
  large.objective.regions.clear();
  writePicture(at("large.png").toStdString(), *FakeEngine::makeStep(large, 1).frame);
  QFile boxes(at("boxes.everyword"));
  REQUIRE(boxes.open(QIODevice::WriteOnly));
  boxes.write(R"({"version": 2, "prompt": "a dog", "regions": [)");
  for (int index = 0; index < 20000; ++index) {
    boxes.write(QStringLiteral("%1{\"label\": \"dog %2\", \"box\": [0.1, 0.1, 0.2, 0.2]}")
                    .arg(QLatin1String(index ? "," : ""))
                    .arg(index)
                    .toUtf8());
  }
  boxes.write("]}");
  boxes.close();
  QFile nested(at("nested.everyword"));
  REQUIRE(nested.open(QIODevice::WriteOnly));
  nested.write(QByteArray(R"({"version": )") + QByteArray(60000, '['));
  nested.close();

  const std::string before = test.window->document().request().toJson();
  for (const QString &path :
       {at("pipe.png"), at("pipe.everyword"), at("pipe"), at("large.png"), at("boxes.everyword"),
        at("nested.everyword"), folder.path(), QStringLiteral("/dev/zero")}) {
    INFO(path.toStdString());
    testApplication().startTiming();
    REQUIRE(test.open(path));
    CHECK(testApplication().longestMs() < 50);
    const QString text = test.window->messages().text();
    CHECK(text.size() <= 300);
    if (path != at("large.png")) {
      CHECK(test.window->document().request().toJson() == before);
    } else {
      test.window->document().undoStack().undo();
    }
  }
}

TEST_CASE("A project that names a slow pack does not keep the window waiting", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  RunRequest project = sampleProject();
  project.models.pack = "slow";
  const QString path = folder.filePath(QStringLiteral("slow.everyword"));
  writeProjectFile(path, project);
  testApplication().startTiming();
  REQUIRE(test.open(path));
  REQUIRE(waitUntil([&] { return test.window->document().defaults().models.pack == "slow"; }));
  CHECK(testApplication().longestClockMs() < 1000);  // of the two seconds
}

TEST_CASE("What is opened last is what counts", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  RunRequest large = sampleProject();
  large.start.width = large.start.height = 3000;
  const QString slow = folder.filePath(QStringLiteral("slow.png")),
                quick = folder.filePath(QStringLiteral("quick.everyword"));
  writePicture(slow.toStdString(), *FakeEngine::makeStep(large, 1).frame);
  RunRequest project = sampleProject();
  project.objective.prompt = "a sun";
  writeProjectFile(quick, project);
  test.window->openPath(slow);
  REQUIRE(test.open(quick));
  QTest::qWait(1000);
  CHECK(test.window->document().request().objective.prompt == "a sun");
  CHECK(test.window->document().request().start.kind != Start::Picture);
}

TEST_CASE("Messages show no control characters, and 300 characters at most", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  const QString name = QStringLiteral("a\x1b[2J\n\u202e%1.png").arg(QString(180, QLatin1Char('x')));
  writePicture(folder.filePath(name).toStdString(),
               *FakeEngine::makeStep(sampleProject(), 3).frame);
  REQUIRE(test.open(folder.filePath(name)));
  const auto isClean = [](const QString &text) {
    return std::none_of(text.begin(), text.end(), [](QChar c) {
      return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
    });
  };
  const QString shown = test.window->messages().text();
  CHECK(shown.contains(QStringLiteral("\\x1b")));
  CHECK(isClean(shown));
  CHECK(
      isClean(test.find<QPlainTextEdit>("logText")->toPlainText().split(QLatin1Char('\n')).last()));
  test.window->messages().showMessage(MessageBar::Kind::Error, QString(5000, QLatin1Char('y')));
  CHECK(test.window->messages().text().size() == 300);
}

TEST_CASE("Files are pasted where no text is edited", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("sun.everyword"));
  RunRequest project = sampleProject();
  project.objective.prompt = "a sun";
  writeProjectFile(path, project);
  auto *files = new QMimeData;
  files->setUrls({QUrl::fromLocalFile(path)});
  QGuiApplication::clipboard()->setMimeData(files);
  QTest::keySequence(&test.window->canvas(), QKeySequence::Paste);
  CHECK(waitUntil([&] { return test.window->document().request().objective.prompt == "a sun"; }));
}

TEST_CASE("An exported recipe names models by their digests, and opens with the installed ones",
          "[ui]") {
  QTemporaryDir folder;
  const QString store = folder.filePath(QStringLiteral("models"));
  qputenv("EVERYWORD_MODELS", store.toUtf8());
  const std::string clip = EVERYWORD_SOURCE_DIR "/resources/starter/clip.safetensors";
  const ImportOutcome installed =
      makeModelStore(EVERYWORD_SOURCE_DIR "/resources", store.toStdString())
          ->importFile({clip, "mine", {}});
  TestWindow test({}, store.toStdString());
  RunRequest request = test.window->document().request();
  request.models.setPath("clip", installed.model.path);
  request.models.setPath("merges", "");
  const QString path = folder.filePath(QStringLiteral("out.png"));
  auto *jobs = test.window->findChild<ExportJobs *>();
  QSignalSpy written(jobs, &ExportJobs::written);
  jobs->writePictureTo(path, FakeEngine::makeStep(request, 3).frame, request);
  REQUIRE(waitUntil([&] { return written.count() == 1; }));
  const std::string recipe = readRecipe(path.toStdString()).value();
  CHECK(RunRequest::fromJson(recipe).models.path("clip") ==
        "mine@sha256:" + installed.model.sha256);
  CHECK(recipe.find(store.toStdString()) == std::string::npos);

  REQUIRE(test.open(path));
  CHECK(test.window->document().request().models.path("clip") == installed.model.path);
  makeModelStore(EVERYWORD_SOURCE_DIR "/resources", store.toStdString())->remove("mine");
  REQUIRE(test.open(path));
  INFO(test.window->messages().text().toStdString());
  CHECK(test.window->messages().text().contains(QStringLiteral("mine")));
  CHECK(test.window->document().request().objective.prompt == request.objective.prompt);
  qunsetenv("EVERYWORD_MODELS");
}

namespace {

/// Runs the window's document to its end, or stops it at `stopAt`.
void run(TestWindow &test, int stopAt = 0) {
  QSignalSpy finished(&test.window->controller(), &RunController::finished);
  test.click("generateButton");
  if (stopAt > 0) {
    REQUIRE(waitUntil([&] {
      return !test.window->history().frames().empty() &&
             test.window->history().frames().back().step >= stopAt;
    }));
    test.find<QAction>("actionStop")->trigger();
  }
  REQUIRE(waitUntil([&] { return finished.count() == 1; }));
}

}  // namespace

TEST_CASE("A saved project brings its picture and frames back, and its run goes on", "[ui]") {
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("kept.everyword"));
  std::vector<std::uint8_t> pixels;
  std::size_t frames = 0;
  int stoppedAt = 0;
  {
    TestWindow test;
    test.window->document().open(test.window->document().request(), path);
    CHECK_FALSE(test.window->isWindowModified());
    run(test, 10);
    CHECK(test.window->isWindowModified());
    pixels = test.window->history().frames().back().frame->rgba;
    frames = test.window->history().frames().size();
    stoppedAt = test.window->history().frames().back().step;
    test.find<QAction>("actionSave")->trigger();
    CHECK_FALSE(test.window->isWindowModified());
  }
  TestWindow test;
  REQUIRE(test.open(path));
  REQUIRE(waitUntil([&] { return !test.window->history().frames().empty(); }));
  CHECK_FALSE(test.window->isWindowModified());
  CHECK(test.window->history().frames().size() == frames);
  CHECK(test.window->history().frames().back().frame->rgba == pixels);
  CHECK(test.find<QAction>("actionExportPicture")->isEnabled());
  CHECK(test.window->recipe().schedule.steps == stoppedAt);

  auto *more = test.find<QAction>("actionContinueRun");
  REQUIRE(more->isEnabled());
  QSignalSpy finished(&test.window->controller(), &RunController::finished);
  more->trigger();
  REQUIRE(waitUntil([&] { return finished.count() == 1; }));
  const int steps = test.window->document().request().schedule.steps;
  CHECK(test.window->history().frames().back().step == steps);
  CHECK(finished.front().front().value<RunOutcome>().step == steps);
  CHECK_FALSE(more->isEnabled());
  CHECK(test.window->isWindowModified());
}

TEST_CASE("A finished picture is not thrown away without a question", "[ui]") {
  TestWindow test;
  run(test);
  CHECK(test.window->isWindowModified());
  answerNext(QMessageBox::Cancel);
  test.find<QAction>("actionNew")->trigger();
  CHECK_FALSE(test.window->history().frames().empty());
  answerNext(QMessageBox::Discard);
  test.find<QAction>("actionNew")->trigger();
  CHECK(test.window->history().frames().empty());
  CHECK_FALSE(test.window->isWindowModified());
}
