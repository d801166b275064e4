// Edit as a user walks through it: switch, pick a face, pick words, generate, try all lambdas.
#include <QComboBox>
#include <QDockWidget>
#include <QMenu>
#include <QSettings>

#include "tests/ui/modes/edit/edit_scene.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/request_commands.h"
#include "ui/workspace/window_layout.h"

using namespace everyword;

namespace {

bool isShown(const TestWindow &test, const char *param) {
  auto *editor = test.find<QWidget>((std::string("param_") + param).c_str());
  return editor && !editor->parentWidget()->isHidden();
}

}  // namespace

TEST_CASE("A click switches to Edit with its settings and back, each as one undo step", "[ui]") {
  TestWindow test;
  Document &document = test.window->document();
  const std::string before = document.request().toJson();
  CHECK(test.find<QToolButton>("mode_layout")->isChecked());
  REQUIRE_FALSE(test.find<QDockWidget>("startDock"));
  CHECK(isShown(test, "width"));
  CHECK_FALSE(isShown(test, "mix_seed"));

  test.click("mode_edit");
  REQUIRE(waitUntil([&] { return document.request().mode == "edit"; }));
  CHECK(document.undoStack().count() == 1);
  CHECK(document.request().objective.prompt == RunRequest::fromJson(before).objective.prompt);
  CHECK(document.request().objective.regions == RunRequest::fromJson(before).objective.regions);
  CHECK(document.request().schedule.steps == 40);
  CHECK(waitUntil([&] { return document.defaults().mode == "edit"; }));
  CHECK(test.find<QToolButton>("mode_edit")->isChecked());
  CHECK(test.find<QDockWidget>("startDock")->isVisible());
  CHECK(test.find<QAction>("actionProtect"));
  CHECK_FALSE(isShown(test, "width"));
  CHECK(isShown(test, "mix_seed"));
  const auto *starts = test.find<QComboBox>("param_start");
  CHECK(starts->findData(QStringLiteral("noise")) >= 0);
  CHECK(starts->findData(QStringLiteral("two_colours")) < 0);

  document.undoStack().undo();
  CHECK(document.request().toJson() == before);
  CHECK(test.find<QToolButton>("mode_layout")->isChecked());
  CHECK_FALSE(test.find<QDockWidget>("startDock"));
  CHECK_FALSE(test.find<QAction>("actionProtect"));
  CHECK(test.find<QComboBox>("param_start")->findData(QStringLiteral("two_colours")) >= 0);
  document.undoStack().redo();
  CHECK(test.find<QDockWidget>("startDock")->isVisible());
}

TEST_CASE("Each mode has its own run on screen and its own panels", "[ui]") {
  testApplication();
  QSettings().remove(QStringLiteral("window"));
  EditScene test;
  new WindowLayout(*test.window);
  test.click("generateButton");
  REQUIRE(test.waitForTheEnd());
  const auto frames = test.window->history().frames().size();
  REQUIRE(frames > 0);
  test.find<QDockWidget>("heatMapDock")->close();
  test.clickMode("layout");
  CHECK(test.window->history().frames().empty());
  CHECK(test.find<QDockWidget>("heatMapDock")->isVisible());
  test.clickMode("edit");
  CHECK(test.window->history().frames().size() == frames);
  CHECK(test.window->recipe().mode == "edit");
  CHECK_FALSE(test.find<QDockWidget>("heatMapDock")->isVisible());
  QSettings().remove(QStringLiteral("window"));
}

TEST_CASE("During a run the mode stays, and the switch says why", "[ui]") {
  EditScene test([](FakeEngine &engine) { engine.stepTime = std::chrono::milliseconds(10); });
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return !test.window->history().frames().empty(); }));
  CHECK_FALSE(test.find<QToolButton>("mode_layout")->isEnabled());
  CHECK(test.find<QToolButton>("mode_layout")->toolTip().contains(QStringLiteral("Stop")));
  test.window->controller().stop();
  REQUIRE(test.waitForTheEnd());
  CHECK(test.find<QToolButton>("mode_layout")->isEnabled());
}

TEST_CASE("A project of Edit opens in its page, one of a mode without a page is kept", "[ui]") {
  TestWindow test;
  QTemporaryDir folder;
  const auto open = [&](const char *mode) {
    RunRequest request = test.window->document().request();
    request.mode = mode;
    const QString path = folder.filePath(QLatin1String(mode) + QStringLiteral(".everyword"));
    QFile file(path);
    REQUIRE(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(request.toJson()));
    file.close();
    REQUIRE(test.open(path));
  };
  open("edit");
  CHECK(test.find<QDockWidget>("startDock"));
  CHECK(test.window->messages().isHidden());
  open("dream");
  CHECK(test.window->document().request().mode == "dream");
  CHECK(test.window->messages().text().contains(QStringLiteral("Dream")));
  CHECK(test.window->messages().text().count(QLatin1Char('.')) <= 2);  // one sentence, one suffix
  CHECK_FALSE(test.find<QToolButton>("mode_layout")->isChecked());
  CHECK_FALSE(test.find<QToolButton>("mode_edit")->isChecked());
  CHECK_FALSE(test.window->isWindowModified());
  test.click("mode_layout");
  REQUIRE(waitUntil([&] { return test.window->document().request().mode == "layout"; }));
  CHECK(test.find<QToolButton>("mode_layout")->isChecked());
}

TEST_CASE("A click on a face starts from it, Shift mixes one in, and both undo", "[ui]") {
  EditScene test;
  REQUIRE(test.facesAreThere());
  const std::uint64_t seed = test.request().seed;
  QTest::mouseClick(test.face(2), Qt::LeftButton);
  CHECK(test.request().seed == 3);
  CHECK(test.request().start.kind == Start::Noise);
  CHECK(test.face(2)->isPicked());
  CHECK(test.find<QLineEdit>("param_seed")->text() == QStringLiteral("3"));
  REQUIRE(waitUntil([&] { return test.window->scene().frame() != nullptr; }));
  CHECK(waitUntil(
      [&] { return test.window->scene().frame()->rgba == FakeEngine::makeFace(3)->rgba; }));

  test.click("mixFaces");
  QTest::mouseClick(test.face(4), Qt::LeftButton);
  CHECK(test.request().seed == 3);
  CHECK(test.request().start.mixSeed == 5);
  CHECK(test.face(4)->mark() == QStringLiteral("+"));
  CHECK(waitUntil(
      [&] { return test.window->scene().frame()->rgba == FakeEngine::makeFace(3, 5)->rgba; }));
  test.click("removeMix");
  CHECK(test.request().start.mixSeed == -1);
  test.document().undoStack().undo();
  test.document().undoStack().undo();
  CHECK(test.request().start.mixSeed == -1);
  test.document().undoStack().undo();
  CHECK(test.request().seed == seed);
}

TEST_CASE("More faces are other seeds, and are made while no run has the thread", "[ui]") {
  EditScene test([](FakeEngine &engine) { engine.startTime = std::chrono::milliseconds(15); });
  test.click("moreFaces");
  REQUIRE(test.facesAreThere());
  const auto asked = test.engine->startedSeeds();
  CHECK(std::count(asked.begin(), asked.end(), std::uint64_t(24)) == 1);
  // The first page was broken off after the four that were under way.
  CHECK(std::count(asked.begin(), asked.end(), std::uint64_t(12)) <= 1);
  test.click("earlierFaces");
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return !test.window->history().frames().empty(); }));
  REQUIRE(test.waitForTheEnd());
  CHECK(test.facesAreThere());
}

TEST_CASE("A pack without faces says so in one sentence, and Layout still works", "[ui]") {
  EditScene test([](FakeEngine &engine) {
    engine.startsProblem = "the pack 'starter' has no model 'stylegan2'";
  });
  auto *problem = test.find<QLabel>("startProblem");
  REQUIRE(waitUntil([&] { return problem->isVisible(); }));
  CHECK(problem->text().contains(QStringLiteral("stylegan2")));
  test.clickMode("layout");
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return !test.window->history().frames().empty(); }));
}

TEST_CASE("Suggested words are used by one click, and one undo takes them back", "[ui]") {
  EditScene test;
  CHECK(test.chip("purple")->isSuggested());
  CHECK(test.chip("hair")->isSuggested());
  CHECK_FALSE(test.chip("with")->isSuggested());
  CHECK(test.chip("purple")->accessibleName().contains(QStringLiteral("suggested")));
  test.click("useSuggested");
  CHECK(test.request().objective.words == std::vector<std::string>{"person", "purple", "hair"});
  CHECK_FALSE(test.find<QPushButton>("useSuggested")->isVisible());
  test.pick("person");
  CHECK(test.request().objective.words == std::vector<std::string>{"purple", "hair"});
  test.document().undoStack().undo();
  test.document().undoStack().undo();
  CHECK(test.request().objective.words.empty());
  CHECK(test.find<QPushButton>("useSuggested")->isVisible());
  test.clickMode("layout");
  CHECK_FALSE(test.find<QPushButton>("useSuggested")->isVisible());
}

TEST_CASE("Words are measured over the run, and a forgotten one is marked", "[ui]") {
  EditScene test;
  test.click("generateButton");
  CHECK(test.message().contains(QStringLiteral("No words are picked")));
  REQUIRE(test.waitForTheEnd());
  CHECK(test.chip("hair")->isForgotten());
  CHECK_FALSE(test.chip("purple")->isForgotten());
  CHECK(test.find<ScoreLanes>("scoreLanes")->laneCount() == 3);  // person, purple, hair
  test.pick("hair");
  test.click("generateButton");
  CHECK(test.message().isEmpty());
  REQUIRE(test.waitForTheEnd());
}

TEST_CASE("Try all fills the strip, stars the highest similarity, and a click takes another",
          "[ui]") {
  EditScene test;
  test.click("tryAll");
  CHECK(test.message().contains(QStringLiteral("Pick the words")));
  CHECK(test.engine->runs() == 0);
  test.pick("purple");
  test.click("tryAll");
  REQUIRE(test.cells().size() == 8);
  REQUIRE(waitUntil([&] { return test.cells()[1]->hasPicture(); }));
  CHECK(test.window->controller().isTogether());
  REQUIRE(test.waitForTheEnd());
  CHECK(test.engine->runs() == 8);
  CHECK(test.cells()[3]->mark() == QStringLiteral("★"));
  CHECK(test.cells()[3]->isPicked());
  CHECK(test.cells()[3]->lines() == QStringList{QStringLiteral("λ 1.5"), QStringLiteral("0.320")});
  CHECK(test.window->recipe().objective.wordLambda == 1.5);
  CHECK(test.request().objective.wordLambda == 1);
  const auto shown = test.window->scene().frame();

  QTest::mouseClick(test.cells()[6], Qt::LeftButton);
  CHECK(test.request().objective.wordLambda == 3);
  CHECK(test.window->recipe().objective.wordLambda == 3);
  CHECK(test.window->scene().frame() != shown);
  CHECK(test.cells()[6]->isPicked());
  CHECK(test.cells()[3]->mark() == QStringLiteral("★"));
  CHECK(test.window->history().steps().size() == std::size_t(1 + test.request().schedule.steps));

  test.click("goOnFromCell");
  CHECK(test.request().start.kind == Start::EarlierRun);
  CHECK(test.request().start.latent);
  test.document().undoStack().undo();
  test.document().undoStack().undo();
  CHECK(test.request().objective.wordLambda == 1);
  CHECK(test.request().start.kind == Start::Noise);
}

TEST_CASE("The most faithful lambda is marked beside the paper's choice, each with a sentence",
          "[ui]") {
  // Purple from lambda 2 on, by the colour of a pixel of the hair; nothing else changes.
  EditScene test([](FakeEngine &engine) {
    engine.tellsAttributes = [](const Frame &picture) {
      const double start = FakeEngine::makeFace(1)->rgba[(20 * 96 + 48) * 4 + 1];
      const double strength = (start - picture.rgba[(20 * 96 + 48) * 4 + 1]) / (start - 60);
      return std::vector<AttributeGuess>{
          {"hair_colour", strength > 0.85 ? "purple" : "black", 1, {"black", "purple"}},
          {"beard", "none", 1, {"none", "full"}}};
    };
  });
  REQUIRE(test.facesAreThere());
  QTest::mouseClick(test.face(0), Qt::LeftButton);
  test.pick("purple");
  test.click("tryAll");
  REQUIRE(test.waitForTheEnd());
  REQUIRE(waitUntil([&] { return test.window->group().mostFaithful() >= 0; }));
  CHECK(test.cells()[3]->mark() == QStringLiteral("★"));
  CHECK(test.cells()[4]->mark() == QStringLiteral("◆"));
  CHECK(test.cells()[4]->toolTip().contains(QStringLiteral("faithful")));
  const QString text = test.find<QLabel>("lambdaChoices")->text();
  CHECK(text.contains(QStringLiteral("Lambda 1.5 has the highest CLIP similarity")));
  CHECK(text.contains(QStringLiteral("Lambda 2.0 is the most faithful")));
  CHECK(text.contains(QStringLiteral("hair colour purple: reached; 1 of 1")));

  test.window->resize(1024, 700);
  QTest::qWait(50);
  const auto *choices = test.find<QLabel>("lambdaChoices");
  CHECK(choices->height() >= choices->heightForWidth(choices->width()));  // nothing is cut
  test.click("generateButton");
  CHECK(test.window->group().mostFaithful() == -1);
  test.window->controller().stop();
  REQUIRE(test.waitForTheEnd());
}

TEST_CASE("A classifier that cannot be read is one sentence beside the strip", "[ui]") {
  EditScene test([](FakeEngine &engine) { engine.attributesProblem = "the pack is damaged"; });
  test.pick("purple");
  test.click("tryAll");
  REQUIRE(test.waitForTheEnd());
  CHECK(waitUntil([&] {
    return test.find<QLabel>("lambdaChoices")->text().contains(QStringLiteral("is damaged"));
  }));
}

TEST_CASE("Of the strip the run on screen goes on, with its own lambda", "[ui]") {
  EditScene test;
  test.pick("purple");
  test.click("tryAll");
  REQUIRE(waitUntil([&] { return test.cells().size() == 8 && test.cells()[0]->hasPicture(); }));
  test.document().undoStack().push(
      new SetPrompt(test.document(), QStringLiteral("a person with purple eyes"), newGesture()));
  REQUIRE(test.waitForTheEnd());
  CHECK_FALSE(test.engine->updates().empty());  // an edit reaches runs that are on
  REQUIRE(test.find<QPushButton>("moreStepsButton")->isVisible());
  CHECK_FALSE(test.find<QPushButton>("continueButton")->isVisible());
  QTest::mouseClick(test.cells()[6], Qt::LeftButton);
  test.document().undoStack().undo();  // the document is back at lambda 1
  REQUIRE(test.request().objective.wordLambda == 1);
  test.click("moreStepsButton");
  REQUIRE(test.window->controller().isActive());
  CHECK(test.request().objective.wordLambda == 3);
  REQUIRE(test.waitForTheEnd());
  CHECK(test.window->history().frames().back().frame->step == 90);
  CHECK(test.window->history().steps().back().step == 90);
  CHECK(test.window->recipe().objective.wordLambda == 3);
  CHECK(test.request().schedule.steps == 90);
}

TEST_CASE("Pause and stop hold for all of the strip", "[ui]") {
  EditScene test([](FakeEngine &engine) { engine.stepTime = std::chrono::milliseconds(4); });
  test.pick("purple");
  test.click("tryAll");
  REQUIRE(waitUntil([&] { return test.cells()[0]->hasPicture(); }));
  test.click("pauseButton");
  QTest::qWait(60);
  const auto steps = test.window->group().runs()[0].record.steps().size();
  QTest::qWait(60);
  CHECK(test.window->group().runs()[0].record.steps().size() == steps);
  test.click("pauseButton");
  REQUIRE(waitUntil([&] { return test.window->group().runs()[0].record.steps().size() > steps; }));
  test.click("stopButton");
  REQUIRE(test.waitForTheEnd());
  CHECK(test.engine->runs() == 1);
  CHECK(test.cells()[0]->mark() == QStringLiteral("★"));
}

TEST_CASE("The next run goes on from the result on screen", "[ui]") {
  EditScene test;
  CHECK_FALSE(test.find<QPushButton>("goOnFromResult")->isEnabled());
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return test.window->controller().isActive(); }));
  REQUIRE(test.waitForTheEnd());
  REQUIRE(test.find<QPushButton>("goOnFromResult")->isEnabled());
  test.click("goOnFromResult");
  CHECK(test.request().start.kind == Start::EarlierRun);
  CHECK(test.request().start.latent->space == "stylegan2_w_plus");
  CHECK(test.find<QLabel>("startState")->text().contains(QStringLiteral("earlier result")));

  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("on.everyword"));
  test.document().open(test.request(), path);
  test.action("actionSave")->trigger();
  TestWindow other;
  REQUIRE(other.open(path));
  REQUIRE(other.window->document().request().start.latent);
  CHECK(other.window->document().request().start.latent->parts.at(0).values ==
        test.request().start.latent->parts.at(0).values);
  QTest::mouseClick(test.face(0), Qt::LeftButton);
  CHECK(test.request().start.kind == Start::Noise);
}

TEST_CASE("Another face for the next run leaves the picture of this one on screen", "[ui]") {
  EditScene test;
  REQUIRE(test.facesAreThere());
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return test.window->controller().isActive(); }));
  REQUIRE(test.waitForTheEnd());
  const FramePtr shown = test.window->scene().frame();
  REQUIRE(shown);
  QTest::mouseClick(test.face(3), Qt::LeftButton);
  CHECK(test.request().seed == 4);
  QTest::qWait(100);
  CHECK(test.window->scene().frame() == shown);
}

TEST_CASE("A picture that is dropped on Edit is what the next run looks for", "[ui]") {
  EditScene test;
  REQUIRE(test.facesAreThere());
  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("me.png"));
  QImage(8, 8, QImage::Format_RGB32).save(path);
  REQUIRE(test.open(path));
  CHECK(test.request().start.kind == Start::Picture);
  CHECK(test.request().mode == "edit");
  CHECK(test.find<QLabel>("startState")->text().contains(QStringLiteral("me.png")));
}
