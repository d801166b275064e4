#include "engine/modes/layout/box_scores.h"

#include <catch2/catch.hpp>
#include <limits>

#include "engine/api/errors.h"

using namespace everyword;

namespace {

/// `size` x `size`, `inside` in the half-open cells of the rectangle and `outside` elsewhere.
FloatMap mapWith(int size, int left, int top, int right, int bottom, float inside = 1,
                 float outside = 0) {
  FloatMap map{"dog", 1, size, size, {}};
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      map.values.push_back(x >= left && x < right && y >= top && y < bottom ? inside : outside);
    }
  }
  return map;
}

}  // namespace

TEST_CASE("A map that is exactly the box scores 1", "[evaluate]") {
  const BoxScores scores = scoreMap(mapWith(64, 16, 8, 48, 40), {0.25, 0.125, 0.5, 0.5}, 64, 64);
  CHECK(scores.precision == Approx(1.0));
  CHECK(scores.recall == Approx(1.0));
  CHECK(scores.f1 == Approx(1.0));
}

TEST_CASE("A patch grid that follows the box scores nearly 1 on the picture's pixels",
          "[evaluate]") {
  const BoxScores scores =
      scoreMap(mapWith(8, 2, 1, 6, 5, 0.03f, 0.001f), {0.25, 0.125, 0.5, 0.5}, 128, 128);
  CHECK(scores.f1 > 0.93);
}

TEST_CASE("Half of the box, and twice the box, have the known precision and recall", "[evaluate]") {
  const Box box{0.25, 0.25, 0.5, 0.5};
  const BoxScores half = scoreMap(mapWith(64, 16, 16, 32, 48), box, 64, 64);
  CHECK(half.precision == Approx(1.0));
  CHECK(half.recall == Approx(0.5));
  CHECK(half.f1 == Approx(2.0 / 3.0));
  const BoxScores twice = scoreMap(mapWith(64, 16, 16, 48, 64), {0.25, 0.25, 0.5, 0.375}, 64, 64);
  CHECK(twice.precision == Approx(0.5));
  CHECK(twice.recall == Approx(1.0));
}

TEST_CASE("A map beside the box, and a map without contrast, score 0", "[evaluate]") {
  const Box box{0.5, 0.5, 0.5, 0.5};
  CHECK(scoreMap(mapWith(64, 0, 0, 32, 32), box, 64, 64).f1 == 0.0);
  for (const float value : {0.0f, 0.7f}) {
    const BoxScores scores = scoreMap(mapWith(8, 0, 0, 8, 8, value), box, 64, 64);
    CHECK(scores.precision == 0.0);
    CHECK(scores.recall == 0.0);
    CHECK(scores.f1 == 0.0);
  }
  CHECK(scoreMap(mapWith(8, 0, 0, 8, 8, std::numeric_limits<float>::quiet_NaN()), box, 64, 64).f1 ==
        0.0);
}

TEST_CASE("The scale of a map does not change its score", "[evaluate]") {
  const Box box{0.2, 0.3, 0.4, 0.5};
  const double small = scoreMap(mapWith(8, 1, 2, 5, 7, 1e-5f, 1e-7f), box, 100, 80).f1;
  const double large = scoreMap(mapWith(8, 1, 2, 5, 7, 1e4f, 1e2f), box, 100, 80).f1;
  CHECK(small > 0.5);
  CHECK(small == Approx(large));
}

TEST_CASE("Pixels are counted against a box whose edges are rounded", "[evaluate]") {
  std::vector<std::uint8_t> marked(10 * 10, 0);
  marked[0] = marked[1] = 1;
  const BoxScores scores = scorePixels(marked, {0, 0, 0.14, 0.11}, 10, 10);  // one pixel
  CHECK(scores.precision == Approx(0.5));
  CHECK(scores.recall == Approx(1.0));
  CHECK(scorePixels(marked, {0.999, 0.999, 0.001, 0.001}, 10, 10).recall ==
        0.0);  // keeps one pixel, which is not marked
}

TEST_CASE("A map whose values do not fill its size is refused", "[evaluate]") {
  FloatMap map = mapWith(8, 0, 0, 4, 4);
  CHECK_THROWS_AS(scoreMap(map, {0, 0, 1, 1}, 0, 10), ShapeError);
  map.values.pop_back();
  CHECK_THROWS_AS(scoreMap(map, {0, 0, 1, 1}, 10, 10), ShapeError);
}
