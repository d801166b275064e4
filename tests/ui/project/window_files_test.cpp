#include <QDir>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTimer>
#include <catch2/catch.hpp>

#include "engine/api/exporting.h"
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
  test.window->openPath(QString::fromStdString(path));
  CHECK(test.window->document().request().toJson() == recipe.toJson());
  CHECK(test.find<QLineEdit>("promptEdit")->text() == QStringLiteral("a cat"));
  test.window->document().undoStack().undo();
  CHECK(test.window->document().request().toJson() == before);
}

TEST_CASE("A dropped picture without a recipe becomes the start picture", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("plain.png"));
  writePicture(path.toStdString(), *FakeEngine::makeStep(sampleProject(), 3).frame);
  test.window->openPath(path);
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
    test.window->messages().dismiss();
    test.window->openPath(path);
    INFO(name);
    CHECK(test.find<QFrame>("messageBar")->isVisible());
    CHECK(test.window->document().request().toJson() == before);
  }
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
  test.window->openPath(at("b/one.everyword"));
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
  test.window->openPath(path);
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
