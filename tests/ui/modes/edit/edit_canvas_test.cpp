// What a user does on the canvas of Edit: compare, look at the change, protect, draw boxes.
#include "tests/ui/modes/edit/edit_scene.h"
#include "ui/modes/edit/before_after.h"
#include "ui/modes/edit/protection.h"

using namespace everyword;

namespace {

const BeforeAfterItem &compared(const EditScene &test) {
  for (QGraphicsItem *item : test.window->scene().items()) {
    if (auto *found = dynamic_cast<BeforeAfterItem *>(item)) {
      return *found;
    }
  }
  throw std::runtime_error("no such item");
}

/// A colour on the canvas, as it is painted now.
QColor colourAt(const EditScene &test, const QPointF &fraction) {
  const QImage image = test.window->canvas().viewport()->grab().toImage();
  return image.pixelColor(test.place(fraction) * image.devicePixelRatio());
}

QColor colourOf(const Frame &frame, const QPointF &fraction) {
  const auto *pixel = &frame.rgba[(std::size_t(fraction.y() * frame.height) * frame.width +
                                   std::size_t(fraction.x() * frame.width)) *
                                  4];
  return QColor(pixel[0], pixel[1], pixel[2]);
}

int distance(const QColor &one, const QColor &other) {
  return std::abs(one.red() - other.red()) + std::abs(one.green() - other.green()) +
         std::abs(one.blue() - other.blue());
}

int protectedCells(const EditScene &test) {
  const auto &cells = test.request().objective.protectedArea.cells;
  return int(std::count(cells.begin(), cells.end(), std::uint8_t(1)));
}

}  // namespace

TEST_CASE("The line of before and after shows the start on its left, and is dragged", "[ui]") {
  EditScene test;
  test.click("generateButton");
  REQUIRE(waitUntil([&] { return test.window->controller().isActive(); }));
  REQUIRE(test.waitForTheEnd());
  const Frame start = *test.window->history().startFrame();
  const Frame now = *test.window->scene().frame();
  const QPointF hairLeft(0.4, 0.25), hairRight(0.6, 0.25);
  REQUIRE(distance(colourOf(start, hairLeft), colourOf(now, hairLeft)) > 60);

  test.action("actionBeforeAfter")->trigger();
  REQUIRE(compared(test).isVisible());
  CHECK(distance(colourAt(test, hairLeft), colourOf(start, hairLeft)) < 12);
  CHECK(distance(colourAt(test, hairRight), colourOf(now, hairRight)) < 12);
  const int steps = test.document().undoStack().count();
  test.drag({0.5, 0.8}, {0.8, 0.8});
  CHECK(compared(test).split() == Approx(0.8).margin(0.02));
  CHECK(distance(colourAt(test, hairRight), colourOf(start, hairRight)) < 12);
  CHECK(test.document().undoStack().count() == steps);  // the brush did not paint
  test.action("actionBeforeAfter")->trigger();
  CHECK(distance(colourAt(test, hairLeft), colourOf(now, hairLeft)) < 12);
}

TEST_CASE("The change since the start is dark where nothing changed", "[ui]") {
  Frame start;
  start.width = 2;
  start.height = 1;
  start.rgba = {10, 20, 30, 255, 10, 20, 30, 255};
  Frame now = start;
  now.rgba[5] = 220;
  const QImage image = differenceImage(start, now);
  const Rgb low = everyword::colourOf(ColourMap::Cividis, 0),
            high = everyword::colourOf(ColourMap::Cividis, 1);
  CHECK(image.pixelColor(0, 0) == QColor(low.red, low.green, low.blue));
  CHECK(image.pixelColor(1, 0) == QColor(high.red, high.green, high.blue));
  now.width = 1;
  CHECK(differenceImage(start, now).isNull());

  EditScene test;
  test.action("actionDifference")->trigger();
  CHECK_FALSE(compared(test).isVisible());  // nothing to compare yet
  test.click("generateButton");
  CHECK(waitUntil([&] { return compared(test).isVisible(); }));
}

TEST_CASE("A stroke protects an area as one step; brackets change its size; it is erased", "[ui]") {
  EditScene test;
  REQUIRE(waitUntil([&] { return test.window->scene().frame() != nullptr; }));
  test.action("actionProtect")->trigger();
  const int steps = test.document().undoStack().count();
  test.drag({0.3, 0.7}, {0.7, 0.7});
  CHECK(test.document().undoStack().count() == steps + 1);
  const int painted = protectedCells(test);
  CHECK(painted > 400);
  const auto &area = test.request().objective.protectedArea;
  CHECK(area.cells[std::size_t(0.7 * 128) * 128 + 64] == 1);
  CHECK(area.cells[std::size_t(0.2 * 128) * 128 + 64] == 0);
  CHECK(distance(colourAt(test, {0.5, 0.7}), colourOf(*test.window->scene().frame(), {0.5, 0.7})) >
        30);

  test.document().undoStack().undo();
  CHECK(protectedCells(test) == 0);
  for (int press = 0; press < 3; ++press) {
    QTest::keyClick(&test.window->canvas(), Qt::Key_BracketRight);
  }
  test.drag({0.3, 0.7}, {0.7, 0.7});
  CHECK(protectedCells(test) > painted * 3 / 2);

  test.action("actionUnprotect")->trigger();
  test.drag({0.5, 0.5}, {0.5, 0.9});
  CHECK(test.request().objective.protectedArea.cells[std::size_t(0.7 * 128) * 128 + 64] == 0);
  test.action("actionClearProtection")->trigger();
  CHECK(test.request().objective.protectedArea.empty());
  test.document().undoStack().undo();
  CHECK(protectedCells(test) > 0);
}

TEST_CASE("A stroke that Esc breaks off paints nothing", "[ui]") {
  EditScene test;
  test.action("actionProtect")->trigger();
  QWidget *viewport = test.window->canvas().viewport();
  QTest::mousePress(viewport, Qt::LeftButton, {}, test.place({0.5, 0.5}));
  QTest::keyClick(&test.window->canvas(), Qt::Key_Escape);
  QTest::mouseRelease(viewport, Qt::LeftButton, {}, test.place({0.5, 0.5}));
  CHECK(test.request().objective.protectedArea.empty());
}

TEST_CASE("Boxes are drawn, labelled and deleted in Edit as in Layout", "[ui]") {
  EditScene test;
  const auto before = test.request().objective.regions.size();
  test.action("actionDrawTool")->trigger();
  test.drag({0.3, 0.05}, {0.7, 0.35});
  auto *editor = test.find<QLineEdit>("regionLabelEdit");
  REQUIRE(editor->isVisible());
  editor->clear();
  QTest::keyClicks(editor, QStringLiteral("hat"));
  QTest::keyClick(editor, Qt::Key_Return);
  REQUIRE(test.request().objective.regions.size() == before + 1);
  CHECK(test.request().objective.regions.back().label == "hat");
  CHECK(test.find<QWidget>("regionList"));
  test.action("actionDelete")->trigger();
  CHECK(test.request().objective.regions.size() == before);
}
