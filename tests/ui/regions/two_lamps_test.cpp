// The two lamps of a region, attention here and looks like, and what helps where they disagree.
#include <QCheckBox>
#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "tests/ui/test_window.h"
#include "ui/regions/region_layer.h"
#include "ui/regions/region_list.h"

using namespace everyword;

namespace {

RegionScore scoreOf(int id, const char *label, std::optional<double> overlap,
                    const std::optional<LooksLike> &look) {
  RegionScore score;
  score.regionId = id;
  score.label = label;
  score.overlap = overlap;
  score.looksLike = look;
  return score;
}

const LooksLike kApple{"red apple", 0.83, true, ""};
const LooksLike kCat{"cat", 0.04, false, ""};
const LooksLike kLeaking{"apple pie", 0.1, false, "red went to the dog's box"};

struct Row {
  RegionRow *row;
  explicit Row(const TestWindow &test, int id)
      : row(test.find<RegionList>("regionList")->row(id)) {}
  QString attention() const { return row->findChild<OverlapRing *>()->text(); }
  QString looks() const { return row->findChild<LookLamp *>()->text(); }
  bool isSatisfied() const { return row->accessibleName().contains(QStringLiteral("satisfied")); }
  QString advice() const {
    const auto *advice = row->findChild<RegionAdvice *>();
    return advice->isHidden()
               ? QString()
               : advice->findChild<QLabel *>(QStringLiteral("adviceSentence"))->text();
  }
  void click(const char *button) const {
    QTest::mouseClick(row->findChild<QToolButton *>(QLatin1String(button)), Qt::LeftButton);
  }
};

}  // namespace

TEST_CASE("A region is satisfied when the attention is here and it looks like its label", "[ui]") {
  TestWindow test;
  auto *list = test.find<RegionList>("regionList");
  const Row row(test, 1);
  CHECK(row.looks() == QStringLiteral("not run yet"));
  list->setScores({scoreOf(1, "red apple", 0.71, std::nullopt)});
  CHECK(row.attention() == QStringLiteral("attention here 0.71"));
  CHECK(row.looks() == QStringLiteral("not looked at"));
  CHECK_FALSE(row.isSatisfied());
  list->setScores({scoreOf(1, "red apple", 0.71, kApple)});
  CHECK(row.looks() == QStringLiteral("looks like red apple 0.83"));
  CHECK(row.isSatisfied());
  CHECK(row.advice().isEmpty());
  list->setScores({scoreOf(1, "red apple", 0.49, kApple)});
  CHECK(row.attention() == QStringLiteral("attention drifting 0.49"));
  CHECK_FALSE(row.isSatisfied());
  CHECK(row.advice() == QStringLiteral("It looks right, but the attention is elsewhere"));
  list->setScores({scoreOf(1, "red apple", 0.71, kCat)});
  CHECK(row.looks() == QStringLiteral("looks like cat"));
  CHECK_FALSE(row.isSatisfied());
  CHECK(row.advice() == QStringLiteral("The attention is here, but it looks like cat"));
  list->setScores({scoreOf(1, "red apple", 0.1, kCat)});  // the lamps agree: there is none
  CHECK(row.advice().isEmpty());
  list->setScores({});
  CHECK(row.looks() == QStringLiteral("not run yet"));
}

TEST_CASE("A region names its leak, and one click answers it and undoes", "[ui]") {
  TestWindow test;
  Document &document = test.window->document();
  test.find<RegionList>("regionList")->setScores({scoreOf(1, "red apple", 0.71, kLeaking)});
  const Row row(test, 1);
  CHECK(row.advice() == QStringLiteral("red went to the dog's box"));

  const double weight = document.region(1)->weight, lambda = document.request().objective.lambda;
  row.click("weightUpButton");
  CHECK(document.region(1)->weight == Approx(1.5 * weight));
  row.click("weightUpButton");
  CHECK(document.region(1)->weight == Approx(2.25 * weight));
  document.undoStack().undo();
  CHECK(document.region(1)->weight == Approx(1.5 * weight));
  row.click("pushAwayButton");
  CHECK(document.request().objective.lambda == Approx(1.5 * lambda));
  for (int i = 0; i < 10; ++i) {
    row.click("weightUpButton");
    row.click("pushAwayButton");
  }
  CHECK(document.region(1)->weight == 10);
  CHECK(document.request().objective.lambda == findParam("lambda")->maximum);
  while (document.undoStack().canUndo()) {
    document.undoStack().undo();
  }
  CHECK(document.region(1)->weight == weight);
  CHECK(document.request().objective.lambda == lambda);
}

TEST_CASE("The tag on the canvas says what a region looks like when it is not its label", "[ui]") {
  RegionItem item(1);
  item.setRegion({1, "red apple", {0.1, 0.1, 0.4, 0.4}, 1.0, {}, true}, {128, 128});
  CHECK(item.tagText() == QStringLiteral("red apple"));
  item.setScore(scoreOf(1, "red apple", 0.71, kApple));
  CHECK(item.tagText() == QStringLiteral("red apple  0.71"));
  item.setScore(scoreOf(1, "red apple", 0.71, kCat));
  CHECK(item.tagText() == QStringLiteral("red apple  0.71  looks like cat"));
}

TEST_CASE("A run lights the lamps, and a look holds until the next one", "[ui]") {
  TestWindow test([](FakeEngine &engine) {
    engine.lookAt = [](const std::string &label, int step) -> std::optional<LooksLike> {
      return step % 10 != 0         ? std::nullopt
             : label == "red apple" ? std::optional(kApple)
                                    : std::optional(kCat);
    };
  });
  QSignalSpy finished(&test.window->controller(), &RunController::finished);
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return finished.count() == 1; }));
  CHECK(Row(test, 1).isSatisfied());
  CHECK(Row(test, 2).looks() == QStringLiteral("looks like cat"));
  for (const StepEvent &event : test.window->history().steps()) {
    CAPTURE(event.step);
    CHECK(event.regions.at(0).looksLike.has_value() == (event.step >= 10));
  }
}

TEST_CASE("Stop when all boxes are true stands with the steps, and counts during a run", "[ui]") {
  const ParamSpec &spec = *findParam("stop_when_true");
  CHECK(spec.group == findParam("steps")->group);
  CHECK_FALSE(spec.advanced);
  CHECK(spec.live);
  TestWindow test;
  auto *box = test.find<QCheckBox>("param_stop_when_true");
  REQUIRE(box->isVisible());
  QTest::mouseClick(box, Qt::LeftButton, Qt::NoModifier, QPoint(8, box->height() / 2));
  CHECK(test.window->document().request().schedule.stopWhenTrue);
}
