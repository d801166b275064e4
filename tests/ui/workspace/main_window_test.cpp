// How the window behaves under the hand: Esc, notices, focus, room, going on with a run.
#include <QMenu>
#include <QSet>
#include <QSettings>
#include <QSignalSpy>
#include <QTabBar>
#include <catch2/catch.hpp>

#include "tests/ui/test_window.h"
#include "ui/panels/word_chip.h"
#include "ui/project/commands/gesture.h"
#include "ui/project/commands/region_commands.h"
#include "ui/project/commands/request_commands.h"
#include "ui/workspace/window_layout.h"

using namespace everyword;

namespace {

QString message(const TestWindow &test) {
  return test.window->messages().isVisible() ? test.window->messages().text() : QString();
}

bool isActive(const TestWindow &test) { return test.window->controller().isActive(); }

bool waitForTheEnd(const TestWindow &test) {
  return waitUntil([&] { return !isActive(test); });
}

void beginRun(const TestWindow &test, int step = 3) {
  test.click("generateButton");
  REQUIRE(waitUntil([&] {
    return !test.window->history().steps().empty() &&
           test.window->history().steps().back().step >= step;
  }));
}

void pressEsc() { QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape); }

void type(const TestWindow &test, const char *prompt) {
  test.window->document().undoStack().push(
      new SetPrompt(test.window->document(), QLatin1String(prompt), newGesture()));
}

WordChip *chip(const TestWindow &test, const char *text) {
  for (WordChip *one : test.window->findChildren<WordChip *>()) {
    if (one->word().text == text) {
      return one;
    }
  }
  throw std::runtime_error("no such chip");
}

}  // namespace

TEST_CASE("Esc leaves the tool, then the selection, and only then the run", "[ui]") {
  TestWindow test([](FakeEngine &engine) { engine.stepTime = std::chrono::milliseconds(20); });
  QTest::mouseClick(test.window->canvas().viewport(), Qt::LeftButton, Qt::NoModifier,
                    test.place({0.75, 0.6}));
  REQUIRE(test.find<QAction>("actionDelete")->isEnabled());
  const bool inPrompt = GENERATE(false, true);
  beginRun(test);
  test.find<QAction>("actionDrawTool")->trigger();
  QWidget *field = inPrompt ? static_cast<QWidget *>(test.find<QLineEdit>("promptEdit"))
                            : &test.window->canvas();
  field->setFocus();
  REQUIRE(field->hasFocus());
  pressEsc();
  CHECK(test.find<QAction>("actionSelectTool")->isChecked());
  CHECK(test.find<QAction>("actionDelete")->isEnabled());
  pressEsc();
  CHECK_FALSE(test.find<QAction>("actionDelete")->isEnabled());
  CHECK(test.window->controller().state() == RunState::Running);
  pressEsc();
  CHECK(test.window->controller().state() != RunState::Running);
  REQUIRE(waitForTheEnd(test));
}

TEST_CASE("Esc during a drag takes the box back and leaves the run alone", "[ui]") {
  TestWindow test([](FakeEngine &engine) { engine.stepTime = std::chrono::milliseconds(20); });
  beginRun(test);
  const Box before = test.window->document().region(2)->box;
  QWidget *viewport = test.window->canvas().viewport();
  const QPoint from = test.place({0.75, 0.6}), to = test.place({0.55, 0.5});
  QTest::mousePress(viewport, Qt::LeftButton, Qt::NoModifier, from);
  for (const QPoint &at : {(from + to) / 2, to}) {
    QMouseEvent move(QEvent::MouseMove, QPointF(at), viewport->mapToGlobal(QPointF(at)),
                     Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(viewport, &move);
  }
  REQUIRE_FALSE(test.window->document().region(2)->box == before);
  pressEsc();
  CHECK(test.window->document().region(2)->box == before);
  CHECK(test.window->controller().state() == RunState::Running);
  QTest::mouseRelease(viewport, Qt::LeftButton, Qt::NoModifier, to);
  CHECK(test.window->document().region(2)->box == before);
  test.window->controller().stop();
  REQUIRE(waitForTheEnd(test));
}

TEST_CASE("A stopped run goes on, a finished one gets fifty steps more", "[ui]") {
  TestWindow test;
  auto *goOn = test.find<QPushButton>("continueButton");
  auto *more = test.find<QPushButton>("moreStepsButton");
  CHECK_FALSE(goOn->isVisible());
  CHECK_FALSE(more->isVisible());
  beginRun(test, 5);
  CHECK_FALSE(more->isVisible());
  test.click("stopButton");
  REQUIRE(waitForTheEnd(test));
  REQUIRE(goOn->isVisible());
  const auto frames = test.window->history().frames().size();
  const auto steps = test.window->history().steps().size();
  test.click("continueButton");
  REQUIRE(waitForTheEnd(test));
  CHECK(test.window->history().steps().back().step == 60);
  CHECK(test.window->history().steps().size() > steps);  // the charts keep what there was
  CHECK(test.window->history().frames().size() > frames);
  CHECK_FALSE(goOn->isVisible());

  test.click("moreStepsButton");
  REQUIRE(waitForTheEnd(test));
  CHECK(test.window->history().frames().back().frame->step == 110);
  CHECK(test.window->recipe().schedule.steps == 110);
  CHECK(test.window->document().request().schedule.steps == 110);
  test.window->document().undoStack().undo();
  CHECK(test.window->document().request().schedule.steps == 60);
}

TEST_CASE("A notice goes when what it was about has changed; one that lasts stays", "[ui]") {
  TestWindow test;
  test.window->messages().showMessage(MessageBar::Kind::Error, QStringLiteral("Draw a box."));
  Region region;
  region.id = test.window->document().takeRegionId();
  region.label = "moon";
  region.box = {0.1, 0.1, 0.2, 0.2};
  test.window->document().undoStack().push(new AddRegion(test.window->document(), region));
  CHECK(message(test).isEmpty());

  test.window->messages().showMessage(MessageBar::Kind::Info, QStringLiteral("Something."));
  SECTION("New") { test.window->document().open(test.window->document().request(), QString()); }
  SECTION("another pack") {
    RunRequest other = test.window->document().request();
    other.models.pack = "sketches";
    test.window->document().undoStack().push(
        new SetModels(test.window->document(), other, QStringLiteral("use Sketches")));
  }
  SECTION("another mode") {
    test.click("mode_edit");
    REQUIRE(waitUntil([&] { return test.window->document().request().mode == "edit"; }));
  }
  CHECK(message(test).isEmpty());
  test.window->messages().showMessage(MessageBar::Kind::Warning, QStringLiteral("Unsaved work."),
                                      QStringLiteral("Restore"), {}, true);
  type(test, "a moon");
  CHECK(message(test) == QStringLiteral("Unsaved work."));
}

TEST_CASE("A notice lies over the canvas and moves nothing", "[ui]") {
  TestWindow test;
  const QSize before = test.window->canvas().size();
  const double zoom = test.window->canvas().zoom();
  test.window->messages().showMessage(
      MessageBar::Kind::Warning,
      QStringLiteral("A sentence that is long enough to need more than one line of the bar, where "
                     "the window is narrow and the text has to be wrapped. ")
          .repeated(2));
  QTest::qWait(50);
  CHECK(test.window->canvas().size() == before);
  CHECK(test.window->canvas().zoom() == zoom);
  const MessageBar &bar = test.window->messages();
  CHECK(test.window->canvas().rect().contains(bar.geometry()));
  auto *text = test.find<QLabel>("messageText");
  CHECK(text->height() >= text->heightForWidth(text->width()));
}

TEST_CASE("While a run is paused there is no speed and no time left", "[ui]") {
  TestWindow test([](FakeEngine &engine) { engine.stepTime = std::chrono::milliseconds(10); });
  beginRun(test);
  CHECK_FALSE(test.find<QLabel>("statusSpeed")->text().isEmpty());
  test.click("pauseButton");
  QTest::qWait(60);  // the step that was under way
  CHECK(test.find<QLabel>("statusSpeed")->text().isEmpty());
  CHECK(test.find<QLabel>("statusTimeLeft")->text().isEmpty());
  test.click("pauseButton");
  CHECK(waitUntil([&] { return !test.find<QLabel>("statusSpeed")->text().isEmpty(); }));
  test.window->controller().stop();
  REQUIRE(waitForTheEnd(test));
}

TEST_CASE("Each frame of a run that was paused and stopped has a step of its own", "[ui]") {
  TestWindow test;
  for (int step = 1; step <= 4;
       ++step) {  // the picture that a step begins with, as the engine sends
    StepEvent event = FakeEngine::makeStep(test.window->document().request(), step);
    auto frame = std::make_shared<Frame>(*event.frame);
    frame->step = step - 1;
    event.frame = frame;
    test.window->history().addFrame(event);
  }
  auto last = std::make_shared<Frame>(*test.window->history().frames().back().frame);
  last->step = 4;
  test.window->history().addFinalFrame(last);
  auto *slider = test.find<QSlider>("timelineSlider");
  QStringList labels;
  for (int index = 0; index <= slider->maximum(); ++index) {
    slider->setValue(index);
    labels << test.find<QLabel>("timelineLabel")->text();
  }
  CHECK(labels.size() == 5);
  CHECK(labels.removeDuplicates() == 0);
}

TEST_CASE("Another document shows its picture whole", "[ui]") {
  TestWindow test;
  const double fitted = test.window->canvas().zoom();
  for (int times = 0; times < 6; ++times) {
    test.window->canvas().zoomIn();
  }
  REQUIRE(test.window->canvas().zoom() > 2 * fitted);
  test.find<QAction>("actionNew")->trigger();
  CHECK(test.window->canvas().zoom() == Approx(fitted));
}

TEST_CASE("The buttons of a run leave the focus where it is", "[ui]") {
  TestWindow test;
  beginRun(test);
  auto *list = test.find<QWidget>("regionLabel");
  list->setFocus();
  REQUIRE(list->hasFocus());
  test.click("pauseButton");
  test.click("stopButton");
  REQUIRE(waitForTheEnd(test));
  CHECK(QApplication::focusWidget() == list);

  beginRun(test);
  test.find<QPushButton>("stopButton")->setFocus(Qt::TabFocusReason);
  QTest::keyClick(test.find<QPushButton>("stopButton"), Qt::Key_Space);
  REQUIRE(waitForTheEnd(test));
  CHECK(QApplication::focusWidget() == test.find<QPushButton>("generateButton"));
}

TEST_CASE("Every stop of the Tab key is seen", "[ui]") {
  const std::string mode = GENERATE(as<std::string>{}, "layout", "edit");
  TestWindow test;
  if (mode == "edit") {
    test.click("mode_edit");
    REQUIRE(waitUntil([&] { return test.window->document().request().mode == "edit"; }));
    QTest::qWait(300);  // the faces
  }
  test.window->canvas().setFocus();
  QSet<QWidget *> seen;
  for (int stop = 0; stop < 300; ++stop) {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QWidget *widget = QApplication::focusWidget();
    if (seen.contains(widget)) {
      break;
    }
    seen << widget;
    INFO(mode << ": " << widget->metaObject()->className() << " "
              << widget->objectName().toStdString());
    const QRect place(widget->mapTo(test.window.get(), QPoint()), widget->size());
    const QImage with = test.window->grab(place.adjusted(-4, -4, 4, 4)).toImage();
    widget->clearFocus();
    const QImage without = test.window->grab(place.adjusted(-4, -4, 4, 4)).toImage();
    widget->setFocus(Qt::TabFocusReason);
    CHECK(with != without);
  }
  CHECK(seen.size() > 15);
}

TEST_CASE("A word that is pointed at shows where it is, and its map can stay", "[ui]") {
  TestWindow test;
  beginRun(test);
  REQUIRE(waitForTheEnd(test));
  const HeatMapSettings &heatMap = test.window->heatMap();
  const auto point = [&](QEvent::Type type, const char *word) {
    QEnterEvent enter(QPointF(4, 4), QPointF(4, 4), QPointF(4, 4));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(chip(test, word), type == QEvent::Enter ? &enter : &leave);
  };
  point(QEvent::Enter, "dog");
  CHECK(heatMap.values().visible);
  CHECK(heatMap.values().phraseId == 2);
  CHECK(test.find<QWidget>("legend")->isVisible());
  point(QEvent::Leave, "dog");
  CHECK_FALSE(heatMap.values().visible);
  point(QEvent::Enter, "on");  // has no map
  CHECK_FALSE(heatMap.values().visible);
  Q_EMIT chip(test, "dog")->pinRequested();
  point(QEvent::Leave, "dog");
  CHECK(heatMap.values().visible);
  CHECK(heatMap.values().phraseId == 2);
}

TEST_CASE("The mark of a forgotten word offers to insist on it", "[ui]") {
  TestWindow test;
  beginRun(test);
  REQUIRE(waitForTheEnd(test));
  WordChip *grass = chip(test, "grass");
  REQUIRE(grass->isForgotten());
  QTest::mouseClick(grass, Qt::LeftButton, Qt::NoModifier,
                    QPoint(grass->width() - 10, grass->height() / 2));
  auto *menu = grass->findChild<QMenu *>(QStringLiteral("wordMenu"));
  REQUIRE(menu);
  CHECK(test.window->document().request().objective.words.empty());
  menu->actions().at(1)->trigger();
  CHECK(test.window->document().request().objective.words == std::vector<std::string>{"grass"});
  menu->close();
}

TEST_CASE("In a small window the picture has 480 pixels, and the charts come when asked for",
          "[ui]") {
  TestWindow test;
  test.window->resize(1024, 700);
  QTest::qWait(100);
  const auto side = [&] {
    return test.window->canvas().zoom() * test.window->scene().pictureSize().height();
  };
  std::string rooms;
  for (const QWidget *part : test.window->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)) {
    if (part->isVisible()) {
      rooms += part->objectName().toStdString() + " " + std::to_string(part->height()) + ", ";
    }
  }
  INFO(rooms);
  CHECK(test.window->size() == QSize(1024, 700));
  CHECK(side() >= 480);
  CHECK_FALSE(test.find<QWidget>("lossChart")->isVisible());
  test.click("logButton");
  QTest::qWait(100);
  CHECK(test.find<QWidget>("logText")->isVisible());
  test.click("chartsButton");
  QTest::qWait(100);
  CHECK(test.find<QWidget>("lossChart")->isVisible());
  CHECK_FALSE(test.find<QWidget>("logText")->isVisible());
  CHECK(side() < 480);
  test.click("chartsButton");
  QTest::qWait(100);
  CHECK(side() >= 480);
}

TEST_CASE("What is chosen for the heat map and the charts holds at the next start", "[ui]") {
  testApplication();
  QSettings().clear();
  {
    TestWindow test;
    new WindowLayout(*test.window);
    HeatMapSettings::Values values = test.window->heatMap().values();
    values.colours = ColourMap::Magma;
    values.opacity = 0.5;
    values.fixedScale = false;
    values.visible = true;
    test.window->heatMap().set(values);
    test.click("chartsButton");
    REQUIRE(test.window->close());
  }
  for (const char *broken : {"", "9 0.5 1", "1 nan 1"}) {
    TestWindow test;
    new WindowLayout(*test.window);
    if (*broken == 0) {
      CHECK(test.window->heatMap().values().colours == ColourMap::Magma);
      CHECK(test.window->heatMap().values().opacity == 0.5);
      CHECK_FALSE(test.window->heatMap().values().fixedScale);
      CHECK_FALSE(test.window->heatMap().values().visible);
      CHECK_FALSE(test.find<QWidget>("lossChart")->isVisible());
    }
    for (const QTabBar *bar : test.window->findChildren<QTabBar *>()) {
      CHECK_FALSE(bar->drawBase());  // a dark line under the tabs
    }
    if (*broken != 0) {
      QSettings().setValue(QStringLiteral("window/heat_map"), QLatin1String(broken));
      TestWindow next;
      new WindowLayout(*next.window);
      CHECK(next.window->heatMap().values() == HeatMapSettings::Values());
    }
  }
  QSettings().clear();
}
