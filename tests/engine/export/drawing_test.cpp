#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "tests/engine/export/test_frames.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;

namespace {

const std::uint8_t *pixelOf(const Frame &frame, int x, int y) {
  return frame.rgba.data() + (static_cast<std::size_t>(y) * frame.width + x) * 4;
}

bool isNear(const std::uint8_t *pixel, const Rgb &colour) {
  return std::abs(pixel[0] - colour.red) <= 2 && std::abs(pixel[1] - colour.green) <= 2 &&
         std::abs(pixel[2] - colour.blue) <= 2;
}

/// 8 x 8 with large values in the upper right quarter.
FloatMap cornerMap() {
  FloatMap map{"dog", 1, 8, 8, {}};
  for (int i = 0; i < 64; ++i) {
    map.values.push_back(i % 8 >= 4 && i / 8 < 4 ? 4.0f : 0.0f);
  }
  return map;
}

}  // namespace

TEST_CASE("Colour maps run from dark to light and clamp what lies outside", "[export]") {
  for (const ColourMap map :
       {ColourMap::Cividis, ColourMap::Viridis, ColourMap::Magma, ColourMap::Inferno}) {
    double before = -1;
    for (int i = 0; i <= 10; ++i) {
      const Rgb colour = colourOf(map, i / 10.0);
      const double luminance = 0.2126 * colour.red + 0.7152 * colour.green + 0.0722 * colour.blue;
      CHECK(luminance > before);
      before = luminance;
    }
    CHECK(colourOf(map, -3).green == colourOf(map, 0).green);
    CHECK(colourOf(map, 7).green == colourOf(map, 1).green);
    CHECK(colourOf(map, std::numeric_limits<double>::quiet_NaN()).red == colourOf(map, 0).red);
  }
  CHECK(colourOf(ColourMap::Turbo, 0).blue != colourOf(ColourMap::Turbo, 1).blue);
}

TEST_CASE("A map picture shows the map in its place, with the legend's ends in the map's colours",
          "[export]") {
  const TemporaryFolder folder;
  const FramePtr picture = plainFrame(64, 64, 128, 128, 128);
  writeMapPicture(folder.file("a.png"), *picture, cornerMap(), ColourMap::Viridis, 1.0);
  const FramePtr read = readPicture(folder.file("a.png"));
  CHECK(read->width > 512);
  CHECK(read->height > 512);
  CHECK(read->width > read->height);  // the legend stands on the right
  // Upper right of the picture is high, lower left is low.
  CHECK(isNear(pixelOf(*read, 640, 30), colourOf(ColourMap::Viridis, 1.0)));
  CHECK(isNear(pixelOf(*read, 30, 640), colourOf(ColourMap::Viridis, 0.0)));
  // The bar: right of the picture (16 + 640 + 16), inside its frame.
  CHECK(isNear(pixelOf(*read, 682, 18), colourOf(ColourMap::Viridis, 1.0)));
  CHECK(isNear(pixelOf(*read, 682, 653), colourOf(ColourMap::Viridis, 0.0)));
}

TEST_CASE("Without opacity a map picture is the picture", "[export]") {
  const TemporaryFolder folder;
  writeMapPicture(folder.file("a.png"), *plainFrame(32, 16, 10, 200, 30), cornerMap(),
                  ColourMap::Cividis, 0.0);
  CHECK(isNear(pixelOf(*readPicture(folder.file("a.png")), 100, 100), {10, 200, 30}));
}

TEST_CASE("A map of zeros and a label of any language are drawn without complaint", "[export]") {
  const TemporaryFolder folder;
  FloatMap map{"ein sehr langer Name für ein Ding " + std::string(300, 'x') + " 狮子",
               1,
               2,
               2,
               {0, 0, 0, 0}};
  CHECK_NOTHROW(writeMapPicture(folder.file("a.png"), *testFrame(16, 16), map));
  map.values.pop_back();
  CHECK_THROWS_AS(writeMapPicture(folder.file("b.png"), *testFrame(16, 16), map), InputError);
}

TEST_CASE("A contact sheet puts its pictures in a grid, row by row", "[export]") {
  const TemporaryFolder folder;
  const std::vector<FramePtr> pictures = {
      plainFrame(32, 32, 255, 0, 0), plainFrame(32, 32, 0, 255, 0), plainFrame(32, 32, 0, 0, 255)};
  writeContactSheet(folder.file("a.png"), pictures, {"one", "two\nlines", ""}, 2);
  const FramePtr sheet = readPicture(folder.file("a.png"));
  const int cellWidth = (sheet->width - 12) / 2, cellHeight = (sheet->height - 12) / 2;
  CHECK(isNear(pixelOf(*sheet, 60, 60), {255, 0, 0}));
  CHECK(isNear(pixelOf(*sheet, 60 + cellWidth, 60), {0, 255, 0}));
  CHECK(isNear(pixelOf(*sheet, 60, 60 + cellHeight), {0, 0, 255}));
  CHECK(isNear(pixelOf(*sheet, 60 + cellWidth, 60 + cellHeight), {255, 255, 255}));
}

TEST_CASE("A contact sheet needs a caption for each picture and a column", "[export]") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(writeContactSheet(folder.file("a.png"), {}, {}, 2), InputError);
  CHECK_THROWS_AS(writeContactSheet(folder.file("a.png"), {testFrame(8, 8)}, {}, 2), InputError);
  CHECK_THROWS_AS(writeContactSheet(folder.file("a.png"), {testFrame(8, 8)}, {"a"}, 0), InputError);
}

TEST_CASE("Line charts draw every panel, and a line without points is refused", "[export]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("chart.png");
  const LineChart chart{"Growth", "cutouts", "seconds", {{"measured", {1, 2, 4}, {0.5, 0.9, 1.8}}}};
  writeLineCharts(path, {chart});
  const FramePtr one = readPicture(path);
  writeLineCharts(path, {chart, chart});
  const FramePtr two = readPicture(path);
  CHECK(two->width == 2 * one->width);
  int blue = 0;
  for (std::size_t i = 0; i < one->rgba.size(); i += 4) {
    blue += one->rgba[i] < 60 && one->rgba[i + 2] > 140;
  }
  CHECK(blue > 200);
  CHECK_THROWS_AS(writeLineCharts(path, {{"Empty", "", "", {{"nothing", {}, {}}}}}), InputError);
  CHECK_THROWS_AS(writeLineCharts(path, {}), InputError);
}
