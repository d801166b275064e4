// Models in the window: importing, choosing, undoing, downloading, removing, on a fake engine and a
// real model manager in a temporary folder.
#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "tests/support/loopback_server.h"
#include "tests/ui/models/starter_digest.h"
#include "tests/ui/test_window.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/request_commands.h"

using namespace everyword;
using everyword::testing::fileAnswer;
using everyword::testing::HttpAnswer;
using everyword::testing::HttpRequest;
using everyword::testing::LoopbackServer;

namespace {

const QString kStarter = QStringLiteral(EVERYWORD_SOURCE_DIR "/resources/starter/");

QByteArray contentOf(const QString &path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &bytes) {
  QFile file(path);
  REQUIRE(file.open(QIODevice::WriteOnly));
  REQUIRE(file.write(bytes) == bytes.size());
}

/// A window with a model folder of its own and its manager open.
struct Scene {
  QTemporaryDir folder;
  TestWindow test;
  ModelsDialog *dialog = nullptr;

  Scene() : test({}, models().toStdString()) { open(); }

  QString models() const { return folder.filePath(QStringLiteral("models")); }
  void open() {
    QSignalSpy changed(&shelf(), &ModelShelf::changed);
    test.window->findChild<QAction *>(QStringLiteral("actionModels"))->trigger();
    dialog = test.find<ModelsDialog>("modelsDialog");
    REQUIRE(dialog);
    REQUIRE(waitUntil([&] { return changed.count() > 0; }));
  }
  ModelShelf &shelf() { return test.window->models().shelf(); }
  const ModelSet &chosen() { return test.window->document().request().models; }
  QUndoStack &undoStack() { return test.window->document().undoStack(); }

  template <typename T>
  T *find(const char *name) {
    return dialog->findChild<T *>(QLatin1String(name));
  }
  void click(const char *button) {
    INFO(button);
    REQUIRE(find<QPushButton>(button)->isEnabled());
    QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton);
  }
  QString message() { return dialog->messages().text(); }
  QString title() { return test.find<QToolButton>("modelButton")->toolTip(); }

  void import(const QStringList &paths) {
    QSignalSpy installed(&shelf(), &ModelShelf::installed);
    drop(*dialog, paths);
    REQUIRE(waitUntil([&] { return installed.count() == paths.size(); }));
  }
  static void drop(QWidget &target, const QStringList &paths) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString &path : paths) {
      urls << QUrl::fromLocalFile(path);
    }
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&target, &enter);
    REQUIRE(enter.isAccepted());
    QDropEvent event(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&target, &event);
  }
  QStringList installedFolders() {
    return QDir(models()).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
  }
};

/// "import os; os.system('touch FILE')" as the pickle protocol has it.
QByteArray commandPickle(const QString &file) {
  return "\x80\x02"
         "cos\nsystem\nX" +
         QByteArray(1, char(file.size() + 6)) + QByteArray(3, '\0') + "touch " + file.toUtf8() +
         "\x85R.";
}

/// The texts of the menu's entries; a tick before those that are chosen.
QStringList menuOf(Scene &scene) {
  QMenu *menu = scene.test.find<QToolButton>("modelButton")->menu();
  Q_EMIT menu->aboutToShow();
  QStringList texts;
  for (const QAction *action : menu->actions()) {
    texts << (action->isChecked() ? QStringLiteral("*") : QString()) + action->text();
  }
  return texts;
}

void chooseInMenu(Scene &scene, const QString &start) {
  QMenu *menu = scene.test.find<QToolButton>("modelButton")->menu();
  Q_EMIT menu->aboutToShow();
  for (QAction *action : menu->actions()) {
    if (action->text().startsWith(start) && action->isCheckable()) {
      action->trigger();
      return;
    }
  }
  FAIL("no entry " << start.toStdString());
}

}  // namespace

TEST_CASE("An imported CLIP and generator are chosen in the dialog, and undone", "[ui]") {
  Scene scene;
  scene.import({kStarter + QStringLiteral("clip.safetensors"),
                kStarter + QStringLiteral("vqgan.safetensors")});
  CHECK(scene.installedFolders() == QStringList{QStringLiteral("clip"), QStringLiteral("vqgan")});
  const QString clip = scene.models() + QStringLiteral("/clip/clip.safetensors");

  scene.dialog->pick(QStringLiteral("model:clip"));
  CHECK(scene.find<QPushButton>("useModel")->text() == QStringLiteral("Use as CLIP"));
  scene.click("useModel");
  REQUIRE(waitUntil([&] { return scene.chosen().path("clip") == clip.toStdString(); }));
  CHECK(scene.find<QPushButton>("useModel")->text() == QStringLiteral("In use"));
  CHECK_FALSE(scene.find<QPushButton>("removeModel")->isEnabled());
  CHECK(scene.message().contains(QStringLiteral("memory")));

  scene.dialog->pick(QStringLiteral("model:vqgan"));
  scene.click("useModel");
  REQUIRE(waitUntil([&] { return !scene.chosen().path("vqgan").empty(); }));
  // Its yaml lies beside it, where the loader finds it.
  CHECK(QFileInfo::exists(scene.models() + QStringLiteral("/vqgan/model.yaml")));
  CHECK(scene.title().contains(QStringLiteral("×")));
  CHECK(scene.test.window->isWindowModified());
  REQUIRE(waitUntil([&] {
    return !scene.test.engine->prepared().empty() &&
           scene.test.engine->prepared().back() == scene.chosen();
  }));

  scene.undoStack().undo();
  CHECK(scene.chosen().path("vqgan").empty());
  CHECK(scene.chosen().path("clip") == clip.toStdString());
  scene.undoStack().undo();
  CHECK(scene.chosen() == ModelSet());
  CHECK(scene.title().contains(QStringLiteral("Starter pack")));
  scene.undoStack().redo();
  CHECK(scene.chosen().path("clip") == clip.toStdString());
}

TEST_CASE("A pack brings its recommended settings, and one undo takes both back", "[ui]") {
  Scene scene;
  Document &document = scene.test.window->document();
  document.undoStack().push(
      new SetParam(document, *findParam("steps"), ParamValue(std::int64_t(77)), newGesture()));
  const std::string before = document.request().toJson();
  CHECK(menuOf(scene).contains(QStringLiteral("*Starter pack")));
  chooseInMenu(scene, QStringLiteral("Sketches"));
  REQUIRE(waitUntil([&] { return scene.chosen().pack == "sketches"; }));
  CHECK(document.request().schedule.steps == 20);
  CHECK(waitUntil([&] { return document.defaults().schedule.steps == 20; }));
  CHECK(scene.test.find<QToolButton>("modelButton")->text() == QStringLiteral("Sketches"));
  CHECK(menuOf(scene).contains(QStringLiteral("*Sketches")));
  document.undoStack().undo();
  CHECK(document.request().toJson() == before);
  CHECK(waitUntil([&] { return document.defaults().schedule.steps == 60; }));
}

TEST_CASE("Two packs take turns without a restart", "[ui]") {
  Scene scene;
  const auto run = [&] {
    QSignalSpy finished(&scene.test.window->controller(), &RunController::finished);
    scene.test.click("generateButton");
    CHECK_FALSE(scene.test.window->models().choice().isEnabled());
    REQUIRE(waitUntil([&] { return finished.count() == 1; }));
    return finished.front().front().value<RunOutcome>().request.models.pack;
  };
  CHECK(run() == "starter");
  chooseInMenu(scene, QStringLiteral("Sketches"));
  REQUIRE(waitUntil([&] { return scene.chosen().pack == "sketches"; }));
  CHECK(run() == "sketches");
  chooseInMenu(scene, QStringLiteral("Starter pack"));
  REQUIRE(waitUntil([&] { return scene.chosen().pack == "starter"; }));
  CHECK(run() == "starter");
}

TEST_CASE("The models of the sample load before anybody asks, and a new choice breaks that off",
          "[ui]") {
  TestWindow test([](FakeEngine &engine) { engine.loadingTime = std::chrono::milliseconds(300); });
  CHECK(test.find<QProgressBar>("statusProgress")->isVisible());
  ModelDesk &models = test.window->models();
  models.choice().use(*models.shelf().find(QStringLiteral("pack:sketches")));
  REQUIRE(waitUntil([&] { return !test.engine->prepared().empty(); }));
  CHECK(test.engine->prepared().size() == 1);
  CHECK(test.engine->prepared().front().pack == "sketches");
  REQUIRE(waitUntil(
      [&] { return test.find<QLabel>("statusStep")->text() == QStringLiteral("Ready"); }));
  CHECK_FALSE(test.find<QProgressBar>("statusProgress")->isVisible());
}

TEST_CASE("Loading ahead stops on the button and on Esc, and begins again only when it is needed",
          "[ui]") {
  const bool withKey = GENERATE(false, true);
  TestWindow test([](FakeEngine &engine) { engine.loadingTime = std::chrono::milliseconds(200); });
  auto *button = test.find<QToolButton>("stopLoading");
  auto *stop = test.find<QAction>("actionStop");
  REQUIRE(waitUntil([&] { return button->isVisible() && stop->isEnabled(); }));
  QSignalSpy prepared(&test.window->controller(), &RunController::prepared);
  if (withKey) {
    test.window->canvas().setFocus();
    QTest::keyClick(&test.window->canvas(), Qt::Key_Escape);
  } else {
    QTest::mouseClick(button, Qt::LeftButton);
  }
  CHECK_FALSE(button->isVisible());
  CHECK_FALSE(stop->isEnabled());
  REQUIRE(waitUntil([&] { return prepared.count() == 1; }));
  CHECK(prepared.front().front().toString().isEmpty());
  CHECK(test.engine->prepared().empty());
  CHECK(test.find<QLabel>("statusStep")->text() == QStringLiteral("Loading stopped"));
  CHECK_FALSE(test.find<QProgressBar>("statusProgress")->isVisible());

  Document &document = test.window->document();
  document.undoStack().push(
      new SetParam(document, *findParam("steps"), ParamValue(std::int64_t(3)), newGesture()));
  CHECK_FALSE(test.window->controller().isPreparing());
  test.engine->loadingTime = std::chrono::milliseconds(0);
  QSignalSpy finished(&test.window->controller(), &RunController::finished);
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return finished.count() == 1; }));
  CHECK(finished.front().front().value<RunOutcome>().step == 3);
}

TEST_CASE("The menu offers what is installed, and the pack's own again", "[ui]") {
  Scene scene;
  CHECK_FALSE(menuOf(scene).contains(QStringLiteral("*From Starter pack")));
  scene.import({kStarter + QStringLiteral("vqgan.safetensors")});
  CHECK(menuOf(scene).contains(QStringLiteral("*From Starter pack")));
  chooseInMenu(scene, QStringLiteral("VQGAN"));
  REQUIRE(waitUntil([&] { return !scene.chosen().path("vqgan").empty(); }));
  CHECK_FALSE(menuOf(scene).contains(QStringLiteral("*From Starter pack")));
  chooseInMenu(scene, QStringLiteral("From Starter pack"));
  CHECK(waitUntil([&] { return scene.chosen() == ModelSet(); }));
}

TEST_CASE("A hostile, foreign, empty or missing file is one sentence and changes nothing", "[ui]") {
  Scene scene;
  const std::string before = scene.test.window->document().request().toJson();
  const QString proof = scene.folder.filePath(QStringLiteral("ran"));
  const auto file = [&](const char *name) { return scene.folder.filePath(QLatin1String(name)); };
  write(file("hostile.pt"), commandPickle(proof));
  write(file("foreign.ckpt"), "these are not the weights you are looking for");
  write(file("short.safetensors"),
        contentOf(kStarter + QStringLiteral("vqgan.safetensors")).left(5000));
  write(file("empty.pth"), {});
  for (const char *name :
       {"hostile.pt", "foreign.ckpt", "short.safetensors", "empty.pth", "missing.bin"}) {
    INFO(name);
    scene.dialog->messages().dismiss();
    QSignalSpy failed(&scene.shelf(), &ModelShelf::failed);
    Scene::drop(*scene.dialog, {file(name)});
    REQUIRE(waitUntil([&] { return failed.count() == 1; }));
    INFO(scene.message().toStdString());
    CHECK(scene.dialog->messages().isVisible());
    CHECK_FALSE(scene.message().contains(QLatin1Char('\n')));
    CHECK(scene.message().contains(QLatin1String(name)));
    CHECK(scene.message().endsWith(QLatin1Char('.')));
  }
  CHECK_FALSE(QFileInfo::exists(proof));
  CHECK(scene.installedFolders().isEmpty());
  CHECK(scene.test.window->document().request().toJson() == before);
  CHECK_FALSE(scene.test.window->isWindowModified());
}

TEST_CASE("A model dropped on the window is imported and one click uses it", "[ui]") {
  Scene scene;
  scene.dialog->close();
  // Its name says nothing: the content decides.
  const QString path = scene.folder.filePath(QStringLiteral("weights.dat"));
  REQUIRE(QFile::copy(kStarter + QStringLiteral("clip.safetensors"), path));
  Scene::drop(*scene.test.window, {path});
  REQUIRE(waitUntil([&] { return scene.test.find<QPushButton>("messageAction")->isVisible(); }));
  CHECK(scene.installedFolders() == QStringList{QStringLiteral("weights")});
  scene.test.click("messageAction");
  REQUIRE(waitUntil([&] { return !scene.chosen().path("clip").empty(); }));
  CHECK(scene.undoStack().count() == 1);
}

TEST_CASE("A foreign file dropped on the window is one sentence in the message bar", "[ui]") {
  Scene scene;
  scene.dialog->close();
  const QString path = scene.folder.filePath(QStringLiteral("letter.odt"));
  write(path, "Dear reader");
  Scene::drop(*scene.test.window, {path});
  REQUIRE(waitUntil([&] {
    return scene.test.window->messages().text().contains(QStringLiteral("letter.odt")) &&
           !scene.shelf().isBusy();
  }));
  CHECK(scene.test.window->messages().property("kind") == QStringLiteral("error"));
  CHECK(scene.installedFolders().isEmpty());
}

TEST_CASE("A vocabulary is chosen as one, and refused where it does not fit", "[ui]") {
  Scene scene;
  scene.import({kStarter + QStringLiteral("merges.txt")});
  scene.dialog->pick(QStringLiteral("model:merges"));
  CHECK(scene.find<QPushButton>("useModel")->text() == QStringLiteral("Use as vocabulary"));
  scene.click("useModel");
  REQUIRE(waitUntil([&] { return !scene.chosen().path("merges").empty(); }));
  scene.undoStack().undo();
  const QString tooSmall = scene.folder.filePath(QStringLiteral("small.txt"));
  write(tooSmall, "#version: 0.2\nt h\nth e</w>\n");
  scene.import({tooSmall});
  scene.dialog->pick(QStringLiteral("model:small"));
  scene.click("useModel");
  REQUIRE(waitUntil([&] { return scene.message().contains(QStringLiteral("tokens")); }));
  CHECK(scene.chosen() == ModelSet());
}

TEST_CASE("A model's card names the modes that there are", "[ui]") {
  Scene scene;
  scene.dialog->pick(QStringLiteral("known:clip-vit-b-32"));
  bool named = false;
  for (const QLabel *label : scene.dialog->findChildren<QLabel *>()) {
    named = named || label->text().startsWith(QStringLiteral("Layout, Edit"));
    CHECK_FALSE(label->text().contains(QStringLiteral("Classify")));  // no row of the table
  }
  CHECK(named);
}

TEST_CASE("A model whose files have changed is called damaged, an untouched one good", "[ui]") {
  Scene scene;
  scene.import({kStarter + QStringLiteral("merges.txt")});
  const QString key = QStringLiteral("model:merges");
  scene.dialog->pick(key);
  scene.click("verifyModel");
  using Result = Verification::Result;
  REQUIRE(waitUntil([&] { return scene.shelf().verification(key).result == Result::Good; }));
  write(scene.shelf().find(key)->path, "th e");
  scene.click("verifyModel");
  REQUIRE(waitUntil([&] { return scene.shelf().verification(key).result == Result::Damaged; }));
  CHECK(scene.message().contains(QStringLiteral("damaged")));
  scene.dialog->pick(QStringLiteral("pack:starter"));
  scene.click("verifyModel");
  REQUIRE(waitUntil([&] {
    return scene.shelf().verification(QStringLiteral("pack:starter")).result == Result::Good;
  }));
}

TEST_CASE("A model is removed after a question, and only then", "[ui]") {
  Scene scene;
  scene.import({kStarter + QStringLiteral("merges.txt")});
  scene.dialog->pick(QStringLiteral("model:merges"));
  scene.click("removeModel");
  auto *question = scene.find<QMessageBox>("removeQuestion");
  REQUIRE(question);
  question->button(QMessageBox::Cancel)->click();
  QTest::qWait(20);
  CHECK(scene.installedFolders().size() == 1);
  scene.click("removeModel");
  REQUIRE(waitUntil([&] { return scene.find<QMessageBox>("removeQuestion") != nullptr; }));
  scene.find<QPushButton>("confirmRemove")->click();
  REQUIRE(waitUntil([&] { return !scene.shelf().find(QStringLiteral("model:merges")); }));
  CHECK(scene.installedFolders().isEmpty());
}

TEST_CASE("A choice that does not fit says why and leaves the models as they are", "[ui]") {
  Scene scene;
  scene.import({kStarter + QStringLiteral("vqgan.safetensors")});
  ShelfItem wrong = *scene.shelf().find(QStringLiteral("model:vqgan"));
  wrong.family = QStringLiteral("clip");
  scene.test.window->models().choice().use(wrong);
  REQUIRE(waitUntil([&] { return scene.message().contains(QStringLiteral("not a CLIP")); }));
  CHECK(scene.chosen() == ModelSet());
  CHECK(scene.undoStack().count() == 0);
}

namespace {

const QString kStarterVqganSha256 = everyword::testing::starterDigest("vqgan");

/// A server with one slow file, and a models.json that names it.
struct DownloadScene : Scene {
  QByteArray bytes = contentOf(kStarter + QStringLiteral("vqgan.safetensors"));
  std::atomic<bool> slow{true};
  LoopbackServer server{[this](const HttpRequest &request, int) {
    HttpAnswer answer = fileAnswer(request, bytes.toStdString(), "\"v1\"");
    if (slow && request.rangeStart() == 0) {
      answer.sentLength = answer.body.size() / 2;  // then the connection ends
    }
    return answer;
  }};

  explicit DownloadScene(bool withDigest) {
    everyword::testing::forgetProxies();
    QDir().mkpath(models());
    const QString digest =
        withDigest ? QStringLiteral("\"%1\"").arg(kStarterVqganSha256) : QStringLiteral("null");
    write(models() + QStringLiteral("/models.json"),
          QStringLiteral("{\"version\":1,\"models\":[{\"name\":\"small\",\"title\":\"Small "
                         "VQGAN\",\"family\":\"vqgan\",\"source\":\"%1\",\"file\":\"small."
                         "safetensors\",\"bytes\":%2,\"sha256\":%3,\"modes\":[\"layout\"]}]}")
              .arg(QString::fromStdString(server.url("/small.safetensors")))
              .arg(bytes.size())
              .arg(digest)
              .toUtf8());
    shelf().refresh();
    REQUIRE(waitUntil([&] { return shelf().find(QStringLiteral("known:small")); }));
    dialog->pick(QStringLiteral("known:small"));
  }
  bool isInstalled() { return shelf().find(QStringLiteral("model:small")) != nullptr; }
  void type(const char *field, const QString &text) {
    find<QLineEdit>(field)->clear();
    QTest::keyClicks(find<QLineEdit>(field), text);
  }
};

}  // namespace

TEST_CASE("A download pauses, goes on from where it was, and installs", "[ui]") {
  DownloadScene scene(true);
  scene.click("downloadModel");
  // Half of it comes, then it waits for the next try: time to pause.
  REQUIRE(waitUntil([&] {
    const auto &download = scene.shelf().download();
    return download && download->progress.done > 0;
  }));
  CHECK(scene.find<QProgressBar>("downloadProgress")->isVisible());
  scene.click("pauseDownload");
  REQUIRE(waitUntil([&] {
    const auto &download = scene.shelf().download();
    return !download || download->stage == ShelfDownload::Stage::Paused;
  }));
  REQUIRE(scene.shelf().download());
  CHECK_FALSE(scene.isInstalled());
  CHECK(scene.find<QPushButton>("downloadModel")->text() == QStringLiteral("Resume"));
  scene.slow = false;
  scene.click("downloadModel");
  REQUIRE(waitUntil([&] { return scene.isInstalled(); }));
  CHECK(scene.server.requests().back().rangeStart() > 0);
  CHECK(scene.find<ModelList>("modelList")->pickedKey() == QStringLiteral("model:small"));
}

TEST_CASE("A cancelled download leaves nothing behind", "[ui]") {
  DownloadScene scene(true);
  scene.click("downloadModel");
  REQUIRE(waitUntil([&] {
    const auto &download = scene.shelf().download();
    return download && download->progress.done > 0;
  }));
  scene.click("cancelDownload");
  REQUIRE(waitUntil([&] { return !scene.shelf().download() && !scene.shelf().isBusy(); }));
  CHECK_FALSE(scene.isInstalled());
  CHECK(QDir(scene.models() + QStringLiteral("/.downloads")).isEmpty());
}

TEST_CASE("Without a checksum the user has to accept it first", "[ui]") {
  DownloadScene scene(false);
  scene.slow = false;
  CHECK_FALSE(scene.find<QPushButton>("downloadModel")->isEnabled());
  scene.find<QCheckBox>("acceptUnverified")->setChecked(true);
  scene.click("downloadModel");
  REQUIRE(waitUntil([&] { return scene.isInstalled(); }));
}

TEST_CASE("A file comes from an address that was typed, with pause and resume", "[ui]") {
  DownloadScene scene(true);
  scene.click("downloadAddress");
  scene.type("addressEdit", QString::fromStdString(scene.server.url("/own%20one.safetensors?a=1")));
  scene.type("sha256Edit", kStarterVqganSha256.toUpper() + QStringLiteral("  own one.safetensors"));
  scene.click("startAddress");
  CHECK_FALSE(scene.find<AddressDialog>("addressDialog")->isVisible());
  CHECK(scene.find<QLabel>("modelTitle")->text() == QStringLiteral("own one.safetensors"));
  REQUIRE(waitUntil([&] {
    const auto &download = scene.shelf().download();
    return download && download->progress.done > 0;
  }));
  CHECK(scene.find<QProgressBar>("downloadProgress")->isVisible());
  scene.click("pauseDownload");
  REQUIRE(waitUntil([&] {
    const auto &download = scene.shelf().download();
    return !download || download->stage == ShelfDownload::Stage::Paused;
  }));
  REQUIRE(scene.shelf().download());
  scene.slow = false;
  scene.click("downloadModel");
  const QString key = QStringLiteral("model:own-one");
  REQUIRE(waitUntil([&] { return scene.shelf().find(key) != nullptr; }));
  CHECK(scene.server.requests().back().rangeStart() > 0);
  CHECK(scene.find<ModelList>("modelList")->pickedKey() == key);
  CHECK(scene.shelf().find(key)->sha256 == kStarterVqganSha256);
  for (const ShelfItem &item : scene.shelf().items()) {
    CHECK_FALSE(item.isTyped);
  }
}

TEST_CASE("A cancelled address leaves nothing behind, and an unchecked file has to be accepted",
          "[ui]") {
  DownloadScene scene(true);
  const QString address = QString::fromStdString(scene.server.url("/own.safetensors"));
  scene.click("downloadAddress");
  scene.type("addressEdit", address);
  scene.click("startAddress");
  CHECK(scene.find<QLabel>("fieldProblem")->isVisible());
  CHECK(scene.server.requests().empty());
  scene.find<QCheckBox>("acceptAddress")->setChecked(true);
  CHECK_FALSE(scene.find<QLabel>("fieldProblem")->isVisible());
  scene.click("startAddress");
  REQUIRE(waitUntil([&] {
    const auto &download = scene.shelf().download();
    return download && download->progress.done > 0;
  }));
  scene.click("cancelDownload");
  REQUIRE(waitUntil([&] { return !scene.shelf().download() && !scene.shelf().isBusy(); }));
  CHECK_FALSE(scene.shelf().find(QStringLiteral("known:") + address));
  CHECK(QDir(scene.models() + QStringLiteral("/.downloads")).isEmpty());
  CHECK(scene.installedFolders().isEmpty());
}

TEST_CASE("A file with another SHA-256 than was typed is refused; the address can be forgotten",
          "[ui]") {
  DownloadScene scene(true);
  scene.slow = false;
  const QString address = QString::fromStdString(scene.server.url("/own.safetensors"));
  scene.click("downloadAddress");
  scene.type("addressEdit", address);
  scene.type("sha256Edit", QString(64, QLatin1Char('a')));
  QSignalSpy failed(&scene.shelf(), &ModelShelf::failed);
  scene.click("startAddress");
  REQUIRE(waitUntil([&] { return failed.count() == 1; }));
  CHECK(scene.message().contains(QStringLiteral("SHA-256")));
  CHECK(scene.installedFolders().isEmpty());
  REQUIRE(scene.shelf().find(QStringLiteral("known:") + address));
  CHECK(scene.find<QPushButton>("downloadModel")->isEnabled());
  scene.click("cancelDownload");
  REQUIRE(waitUntil([&] { return !scene.shelf().find(QStringLiteral("known:") + address); }));
}

TEST_CASE("An address or SHA-256 that is none is one sentence in the dialog, and nothing is sent",
          "[ui]") {
  DownloadScene scene(true);
  scene.click("downloadAddress");
  auto *problem = scene.find<QLabel>("fieldProblem");
  const auto refused = [&](const QString &address, const QString &sha256, const char *part) {
    scene.type("addressEdit", address);
    scene.type("sha256Edit", sha256);
    CHECK_FALSE(problem->isVisible());
    scene.click("startAddress");
    INFO(address.toStdString() << " -> " << problem->text().toStdString());
    CHECK(problem->isVisible());
    CHECK(problem->text().contains(QLatin1String(part)));
    CHECK(problem->text().endsWith(QLatin1Char('.')));
  };
  refused({}, {}, "Give the address");
  refused(QStringLiteral("ViT-B-32"), {}, "http://");
  refused(QStringLiteral("ftp://example.org/a.pt"), {}, "http://");
  refused(QStringLiteral("file:///etc/passwd"), {}, "http://");
  refused(QStringLiteral("https:///a.pt"), {}, "no server");
  refused(QStringLiteral("https://exa mple.org/a.pt"), {}, "no web address");
  const QString good = QString::fromStdString(scene.server.url("/a.pt"));
  refused(good, QStringLiteral("abc"), "64");
  refused(good, QString(64, QLatin1Char('g')), "64");
  CHECK(scene.server.requests().empty());
  CHECK_FALSE(scene.shelf().isBusy());
  scene.click("cancelAddress");
  CHECK(scene.server.requests().empty());
}

TEST_CASE("Importing waits for a download, and says so", "[ui]") {
  DownloadScene scene(true);
  scene.click("downloadModel");
  Scene::drop(*scene.dialog, {kStarter + QStringLiteral("merges.txt")});
  CHECK(scene.message().contains(QStringLiteral("pause it first")));
  scene.shelf().cancelDownload();
  REQUIRE(waitUntil([&] { return !scene.shelf().isBusy(); }));
}

TEST_CASE("Closing the window ends a download and keeps what has come", "[ui]") {
  DownloadScene scene(true);
  scene.click("downloadModel");
  REQUIRE(waitUntil([&] {
    const auto &download = scene.shelf().download();
    return download && download->progress.done > 0;
  }));
  scene.test.window.reset();
  CHECK_FALSE(QDir(scene.models() + QStringLiteral("/.downloads")).isEmpty());
}
