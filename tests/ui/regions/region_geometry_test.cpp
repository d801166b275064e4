#include "ui/regions/region_geometry.h"

#include <catch2/catch.hpp>

#include "ui/canvas/heat_map_image.h"

using namespace everyword;

TEST_CASE("A moved box stays inside the picture", "[ui]") {
  const Box box{0.1, 0.2, 0.4, 0.5};
  CHECK(movedBox(box, -1, 0).x == 0.0);
  CHECK(movedBox(box, 1, 0).x == Approx(0.6));
  CHECK(movedBox(box, 0, 1).y == Approx(0.5));
  CHECK(movedBox(box, 0.1, 0.1).width == box.width);
}

TEST_CASE("Every handle moves its own sides and leaves the opposite ones", "[ui]") {
  const Box box{0.3, 0.3, 0.4, 0.4};
  const Box topLeft = resizedBox(box, Grip::TopLeft, {0.1, 0.2}, false);
  CHECK(topLeft.x == Approx(0.1));
  CHECK(topLeft.y == Approx(0.2));
  CHECK(topLeft.x + topLeft.width == Approx(0.7));
  CHECK(topLeft.y + topLeft.height == Approx(0.7));
  const Box right = resizedBox(box, Grip::Right, {0.9, 0.9}, false);
  CHECK(right.width == Approx(0.6));
  CHECK(right.height == Approx(0.4));
}

TEST_CASE("A box cannot be turned inside out", "[ui]") {
  const Box box{0.3, 0.3, 0.4, 0.4};
  const Box crossed = resizedBox(box, Grip::Left, {0.95, 0.5}, false);
  CHECK(crossed.width >= kSmallestSide * 0.99);
  CHECK(crossed.x < 0.7);
}

TEST_CASE("Shift keeps the ratio of the sides", "[ui]") {
  const Box box{0.1, 0.1, 0.4, 0.2};
  const Box resized = resizedBox(box, Grip::BottomRight, {0.9, 0.4}, true);
  CHECK(resized.width / resized.height == Approx(2.0).epsilon(0.02));
}

TEST_CASE("Handles win over the inside, and only where they are shown", "[ui]") {
  const QRectF rect(10, 10, 40, 40);
  CHECK(gripAt(rect, {12, 12}, 4, true) == Grip::TopLeft);
  CHECK(gripAt(rect, {12, 12}, 4, false) == Grip::Inside);
  CHECK(gripAt(rect, {80, 80}, 4, true) == Grip::None);
}

TEST_CASE("The enlarged heat map keeps the place of its peak", "[ui]") {
  FloatMap map;
  map.width = map.height = 4;
  map.values.assign(16, 0.0F);
  map.values[1 * 4 + 2] = 1.0F;
  CHECK(heatMapValue(map, 0.625, 0.375) == Approx(1.0));
  CHECK(heatMapValue(map, 0.1, 0.9) == Approx(0.0).margin(0.01));
  const QImage image = heatMapImage(map, 1.0, ColourMap::Cividis);
  const QColor peak = image.pixelColor(image.width() * 5 / 8, image.height() * 3 / 8);
  const QColor corner = image.pixelColor(2, image.height() - 3);
  CHECK(peak.lightness() > corner.lightness() + 60);
  CHECK(peak.alpha() == 255);
  CHECK(corner.alpha() == 0);  // nothing there: the picture is seen
}

TEST_CASE("A heat map whose sizes disagree shows nothing", "[ui]") {
  FloatMap map;
  map.width = map.height = 4;
  map.values.assign(3, 1.0F);
  CHECK(heatMapImage(map, 1.0, ColourMap::Viridis).isNull());
  CHECK(heatMapValue(map, 0.5, 0.5) == 0.0);
}
