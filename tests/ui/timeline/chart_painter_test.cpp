#include "ui/timeline/chart_painter.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace everyword;

TEST_CASE("An axis is marked at round numbers", "[ui]") {
  CHECK(axisTicks(0, 12, 6, true) == std::vector<double>{0, 5, 10});
  CHECK(axisTicks(0, 150, 6, true) == std::vector<double>{0, 50, 100, 150});
  CHECK(axisTicks(0, 1, 6, true) == std::vector<double>{0, 1});
  CHECK(axisTicks(-0.6, 1.1, 4) == std::vector<double>{-0.5, 0, 0.5, 1});
}

TEST_CASE("An axis never has more marks than there is room for", "[ui]") {
  for (const double highest : {1e-7, 0.3, 7.0, 33.0, 1234.0, 9e8}) {
    for (int most = 1; most < 12; ++most) {
      CHECK(axisTicks(0, highest, most).size() <= std::size_t(most));
    }
  }
}

TEST_CASE("An axis without a range has no marks", "[ui]") {
  CHECK(axisTicks(1, 1, 5).empty());
  CHECK(axisTicks(0, 1, 0).empty());
  CHECK(axisTicks(0, std::numeric_limits<double>::infinity(), 5).empty());
}

TEST_CASE("A pixel of a plot and its value are the same place", "[ui]") {
  const PlotArea plot{{40, 10, 200, 100}, 0, 50, -1, 1};
  CHECK(plot.valueAt(plot.x(17)) == Approx(17));
  CHECK(plot.y(-1) == Approx(110));
  CHECK(plot.y(1) == Approx(10));
}
