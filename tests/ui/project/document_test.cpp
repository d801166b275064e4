#include "ui/project/document.h"

#include <sys/resource.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <catch2/catch.hpp>
#include <csignal>

#include "engine/api/errors.h"
#include "engine/api/portable_path.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/region_commands.h"
#include "ui/project/commands/request_commands.h"
#include "ui/project/project_file.h"
#include "ui/project/region_labels.h"
#include "ui/project/sample_project.h"

using namespace everyword;

namespace {

/// Every command once, in a sensible order.
void editEverything(Document &document) {
  QUndoStack &stack = document.undoStack();
  Region cat;
  cat.id = document.takeRegionId();
  cat.label = "cat";
  cat.box = {0.1, 0.1, 0.2, 0.2};
  stack.push(new AddRegion(document, cat));
  stack.push(new MoveRegion(document, 1, {0.2, 0.2, 0.4, 0.4}, newGesture()));
  stack.push(new RenameRegion(document, 1, QStringLiteral("green apple")));
  stack.push(new SetRegionWeight(document, 2, 2.5, newGesture()));
  stack.push(new SetRegionEnabled(document, 2, false));
  stack.push(new DuplicateRegion(document, 1));
  stack.push(new SetPrompt(document, QStringLiteral("a cat"), newGesture()));
  stack.push(new SetParam(document, *findParam("lambda"), ParamValue(1.5), newGesture()));
  stack.push(new InsistOnWord(document, QStringLiteral("cat"), true));
  stack.push(new InsistOnWords(document, {QStringLiteral("a"), QStringLiteral("cat")}));
  PaintedMask area;
  area.paint(0.5, 0.5, 0.1);
  stack.push(new SetProtectedArea(document, area, QStringLiteral("protect")));
  StartPoint start = document.request().start;
  start.mixSeed = 4;
  stack.push(new SetStart(document, start, 12, QStringLiteral("start")));
  RunRequest edit;
  edit.mode = "edit";
  edit.schedule.steps = 40;
  stack.push(new SetMode(document, edit, QStringLiteral("Edit")));
  stack.push(new DeleteRegion(document, 1));
  RunRequest other = document.request();
  other.seed = 99;
  stack.push(new ReplaceRequest(document, other, QStringLiteral("restore")));
}

}  // namespace

TEST_CASE("Undoing every command gives the first state back, redoing gives the last", "[ui]") {
  Document document;
  document.open(sampleProject(), QString());
  const std::string before = document.request().toJson();
  editEverything(document);
  const std::string after = document.request().toJson();
  REQUIRE(before != after);
  REQUIRE(document.undoStack().count() == 15);
  while (document.undoStack().canUndo()) {
    document.undoStack().undo();
  }
  CHECK(document.request().toJson() == before);
  while (document.undoStack().canRedo()) {
    document.undoStack().redo();
  }
  CHECK(document.request().toJson() == after);
}

TEST_CASE("A deleted region comes back at its place in the list", "[ui]") {
  Document document;
  document.open(sampleProject(), QString());
  document.undoStack().push(new DeleteRegion(document, 1));
  REQUIRE(document.request().objective.regions.size() == 1);
  document.undoStack().undo();
  CHECK(document.request().objective.regions.front().id == 1);
}

TEST_CASE("The moves of one drag are one step, those of two drags are two", "[ui]") {
  Document document;
  document.open(sampleProject(), QString());
  const int drag = newGesture();
  for (int step = 1; step <= 5; ++step) {
    document.undoStack().push(
        new MoveRegion(document, 1, {0.05 + step * 0.01, 0.3, 0.4, 0.5}, drag));
  }
  CHECK(document.undoStack().count() == 1);
  document.undoStack().push(new MoveRegion(document, 1, {0.3, 0.3, 0.4, 0.5}, newGesture()));
  CHECK(document.undoStack().count() == 2);
  document.undoStack().undo();
  CHECK(document.region(1)->box.x == Approx(0.10));
  document.undoStack().undo();
  CHECK(document.region(1)->box.x == Approx(0.05));
}

TEST_CASE("A drag that ends where it began leaves no step behind", "[ui]") {
  Document document;
  document.open(sampleProject(), QString());
  const Box start = document.region(1)->box;
  const int drag = newGesture();
  document.undoStack().push(new MoveRegion(document, 1, {0.2, 0.3, 0.4, 0.5}, drag));
  document.undoStack().push(new MoveRegion(document, 1, start, drag));
  CHECK_FALSE(document.undoStack().canUndo());
}

TEST_CASE("Typing in one session is one step", "[ui]") {
  Document document;
  const int typing = newGesture();
  for (const char *text : {"a", "a r", "a red", "a red dog"}) {
    document.undoStack().push(new SetPrompt(document, QLatin1String(text), typing));
  }
  CHECK(document.undoStack().count() == 1);
  document.undoStack().undo();
  CHECK(document.request().objective.prompt.empty());
}

TEST_CASE("Whatever is typed or pasted, a saved project opens again", "[ui]") {
  Document document;
  document.open(sampleProject(), QString());
  const QString pasted =
      GENERATE(QStringLiteral("a\x1b[2J dog\r\nand\ta cat"), QString(5000, QChar(0x732b)),
               QStringLiteral("a dog \u202e") + QString(5000, QLatin1Char('x')));
  QUndoStack &stack = document.undoStack();
  stack.push(new SetPrompt(document, pasted, newGesture()));
  stack.push(new RenameRegion(document, 1, pasted));
  stack.push(new SetParam(document, *findParam("phrase_prefix"), ParamValue(pasted.toStdString()),
                          newGesture()));
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("pasted.everyword"));
  writeProjectFile(path, document.request());
  CHECK(readProjectFile(path).toJson() == document.request().toJson());
  CHECK(document.request().objective.prompt.size() > 10);
}

TEST_CASE("Every change is reported once, by its kind and region", "[ui]") {
  Document document;
  document.open(sampleProject(), QString());
  std::vector<ChangeEvent> events;
  QObject::connect(&document, &Document::changed, &document,
                   [&](const ChangeEvent &event) { events.push_back(event); });
  document.undoStack().push(new RenameRegion(document, 2, QStringLiteral("cat")));
  document.undoStack().push(
      new SetParam(document, *findParam("lambda"), ParamValue(0.7), newGesture()));
  REQUIRE(events.size() == 2);
  CHECK(events[0].kind == ChangeEvent::Kind::RegionLabel);
  CHECK(events[0].regionId == 2);
  CHECK(events[1].param == QStringLiteral("lambda"));
}

TEST_CASE("A duplicate has a label and an id of its own and lies inside the picture", "[ui]") {
  Document document;
  document.open(sampleProject(), QString());
  document.undoStack().push(new DuplicateRegion(document, 2));
  const Region &copy = document.request().objective.regions.back();
  CHECK(copy.label == "dog 2");
  CHECK(copy.id == 3);
  CHECK(copy.box.x + copy.box.width <= 1.0);
  CHECK_NOTHROW(document.request().check());
}

TEST_CASE("A new box is called after the first thing of the prompt that has no box yet", "[ui]") {
  RunRequest request = sampleProject();
  CHECK(suggestedLabel(request) == QStringLiteral("grass"));
  request.objective.regions.clear();
  CHECK(suggestedLabel(request) == QStringLiteral("red"));
  request.objective.prompt.clear();
  CHECK(suggestedLabel(request) == QStringLiteral("object"));
}

TEST_CASE("A label that is empty or taken is refused with a sentence", "[ui]") {
  const RunRequest request = sampleProject();
  CHECK_FALSE(labelProblem(request, 1, QStringLiteral("  ")).isEmpty());
  CHECK_FALSE(labelProblem(request, 1, QStringLiteral("Dog")).isEmpty());
  CHECK(labelProblem(request, 2, QStringLiteral("dog")).isEmpty());
}

TEST_CASE("A project comes back from its file as it was saved", "[ui]") {
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("one.everyword"));
  writeProjectFile(path, sampleProject());
  CHECK(readProjectFile(path).toJson() == sampleProject().toJson());
}

namespace {

void touch(const QString &path) {
  QDir().mkpath(QFileInfo(path).absolutePath());
  QFile file(path);
  REQUIRE(file.open(QIODevice::WriteOnly));
}

QByteArray contentOf(const QString &path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

TEST_CASE("A folder with a project and its models can be moved", "[ui]") {
  QTemporaryDir root;
  const auto at = [&](const char *name) { return root.filePath(QString::fromUtf8(name)); };
  const char *const inside[] = {"a/models/clip.pt", "a/merges.txt", "a/models/ü 1/vqgan.ckpt",
                                "a/start.png"};
  for (const char *name : inside) {
    touch(at(name));
  }
  touch(at("elsewhere/model.yaml"));
  RunRequest request = sampleProject();
  request.models.files["clip"] = at(inside[0]).toStdString();
  request.models.files["merges"] = at(inside[1]).toStdString();
  request.models.files["vqgan"] = at(inside[2]).toStdString();
  request.models.files["vqgan_config"] = at("elsewhere/model.yaml").toStdString();
  request.start.picture = at(inside[3]).toStdString();
  writeProjectFile(at("a/one.everyword"), request);
  CHECK_FALSE(contentOf(at("a/one.everyword")).contains((root.path() + "/a").toUtf8()));
  CHECK(readProjectFile(at("a/one.everyword")).toJson() == request.toJson());

  REQUIRE(QDir(root.path()).rename(QStringLiteral("a"), QStringLiteral("b")));
  const RunRequest moved = readProjectFile(at("b/one.everyword"));
  CHECK(moved.models.path("clip") == at("b/models/clip.pt").toStdString());
  CHECK(moved.models.path("merges") == at("b/merges.txt").toStdString());
  CHECK(moved.models.path("vqgan") == at("b/models/ü 1/vqgan.ckpt").toStdString());
  CHECK(moved.models.path("vqgan_config") == request.models.path("vqgan_config"));
  CHECK(moved.start.picture == at("b/start.png").toStdString());
  CHECK(moved.models.pack == "starter");

  // Saved elsewhere: nothing lies below that folder, so all paths are whole.
  QDir(root.path()).mkdir(QStringLiteral("c"));
  writeProjectFile(at("c/two.everyword"), moved);
  CHECK(contentOf(at("c/two.everyword")).contains(at("b/models/clip.pt").toUtf8()));
  CHECK(readProjectFile(at("c/two.everyword")).toJson() == moved.toJson());
  // One folder up: it does again.
  writeProjectFile(at("three.everyword"), moved);
  CHECK(contentOf(at("three.everyword")).contains("\"./b/models/clip.pt\""));
  CHECK(readProjectFile(at("three.everyword")).toJson() == moved.toJson());
}

TEST_CASE("A path in a project is read in every form, and the name of a model stays one", "[ui]") {
  QTemporaryDir root;
  touch(root.filePath(QStringLiteral("models/clip.pt")));
  touch(root.filePath(QStringLiteral("ViT-B-32")));
  const std::string folder = root.path().toStdString();
  const std::string whole = folder + "/models/clip.pt";
  CHECK(resolvedPath("./models/clip.pt", folder) == whole);
  CHECK(resolvedPath("models/clip.pt", folder) == whole);
  CHECK(resolvedPath(whole, "/elsewhere") == whole);
  CHECK(resolvedPath("ViT-B-32", folder) == "ViT-B-32");
  CHECK(resolvedPath("", folder).empty());
  // Missing: the sentence about it names where it should be.
  CHECK(resolvedPath("./models/gone.pt", folder) == folder + "/models/gone.pt");
  CHECK(resolvedPath("models/gone.pt", folder) == "models/gone.pt");
  CHECK(portablePath("ViT-B-32", folder) == "ViT-B-32");
  CHECK(portablePath(folder + "2/clip.pt", folder) == folder + "2/clip.pt");
  // The same folder by another name.
  const QString link = root.filePath(QStringLiteral("link"));
  REQUIRE(QFile::link(root.filePath(QStringLiteral("models")), link));
  CHECK(portablePath(whole, link.toStdString()) == "./clip.pt");
}

TEST_CASE("A missing, foreign or unwritable project file is one sentence", "[ui]") {
  QTemporaryDir folder;
  CHECK_THROWS_AS(readProjectFile(folder.filePath(QStringLiteral("missing.everyword"))), FileError);
  QFile foreign(folder.filePath(QStringLiteral("foreign.everyword")));
  REQUIRE(foreign.open(QIODevice::WriteOnly));
  foreign.write("not a project");
  foreign.close();
  CHECK_THROWS_AS(readProjectFile(foreign.fileName()), InputError);
  CHECK_THROWS_AS(writeProjectFile(folder.filePath(QStringLiteral("no/such/folder.everyword")),
                                   sampleProject()),
                  ResourceError);
}

TEST_CASE("A project that cannot be written whole keeps its old bytes and says so", "[ui]") {
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("one.everyword"));
  writeProjectFile(path, sampleProject());
  const QByteArray before = contentOf(path);
  RunRequest longer = sampleProject();
  longer.objective.prompt = std::string(2000, 'a');
  // As on a full disk: the write ends short. The limit is put back before anything else is written.
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &limit) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{512, limit.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
  bool refused = false;
  try {
    writeProjectFile(path, longer);
  } catch (const ResourceError &) {
    refused = true;
  }
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, handler);
  CHECK(refused);
  CHECK(contentOf(path) == before);
  CHECK(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size() == 1);
}
