#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "engine/api/layout_bench.h"

using namespace everyword;

namespace {

const std::vector<std::string> kWords = {"apple", "dog", "sun",  "car",      "tree",
                                         "zebra", "red", "blue", "on grass", "smiling"};

bool overlap(const Box &a, const Box &b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

}  // namespace

TEST_CASE(
    "Layouts have one to three boxes in turn, inside the picture, apart, and under half of it",
    "[evaluate]") {
  const std::vector<RunRequest> layouts = benchLayouts(40, kWords);
  REQUIRE(layouts.size() == 40);
  for (std::size_t i = 0; i < layouts.size(); ++i) {
    const auto &regions = layouts[i].objective.regions;
    REQUIRE(regions.size() == 1 + i % 3);
    double area = 0;
    for (std::size_t a = 0; a < regions.size(); ++a) {
      const Box &box = regions[a].box;
      CHECK(box.x >= 0);
      CHECK(box.y >= 0);
      CHECK(box.x + box.width <= 1);
      CHECK(box.y + box.height <= 1);
      CHECK(box.width >= 0.25);
      CHECK(box.height >= 0.25);
      area += box.width * box.height;
      for (std::size_t b = a + 1; b < regions.size(); ++b) {
        CHECK_FALSE(overlap(box, regions[b].box));
      }
    }
    CHECK(area < 0.5);
    CHECK_NOTHROW(layouts[i].check());
  }
}

TEST_CASE("Labels and prompts use the pack's words alone, and the prompt names every label",
          "[evaluate]") {
  std::set<std::string> known(kWords.begin(), kWords.end());
  bool coloured = false;
  for (const RunRequest &layout : benchLayouts(40, kWords)) {
    for (const Region &region : layout.objective.regions) {
      const std::size_t space = region.label.find(' ');
      coloured = coloured || space != std::string::npos;
      CHECK(known.count(region.label.substr(0, space)) == 1);
      if (space != std::string::npos) {
        CHECK(known.count(region.label.substr(space + 1)) == 1);
      }
      CHECK(layout.objective.prompt.find(region.label) != std::string::npos);
    }
  }
  CHECK(coloured);
}

TEST_CASE("A prompt is written as a person would", "[evaluate]") {
  for (const RunRequest &layout : benchLayouts(12, kWords)) {
    CHECK(layout.objective.prompt.find("a apple") == std::string::npos);
    const auto commas =
        std::count(layout.objective.prompt.begin(), layout.objective.prompt.end(), ',');
    CHECK(commas == std::max<std::ptrdiff_t>(
                        0, static_cast<std::ptrdiff_t>(layout.objective.regions.size()) - 2));
    CHECK((layout.objective.prompt.find(" and ") != std::string::npos) ==
          (layout.objective.regions.size() > 1));
  }
}

TEST_CASE("The layouts are the same every time, and a longer list begins with the shorter one",
          "[evaluate]") {
  const auto a = benchLayouts(12, kWords), b = benchLayouts(12, kWords),
             more = benchLayouts(40, kWords);
  for (std::size_t i = 0; i < a.size(); ++i) {
    CHECK(a[i].toJson() == b[i].toJson());
    CHECK(a[i].toJson() == more[i].toJson());
  }
}

TEST_CASE("A pack without a list of words, and one of strange words, get layouts too",
          "[evaluate]") {
  CHECK(benchLayouts(3, {})[2].objective.regions.size() == 3);
  const auto strange = benchLayouts(3, {"glorp", "blib"});
  CHECK(strange[2].objective.regions.size() == 2);
  CHECK(strange[0].objective.prompt.find_first_of("gb") != std::string::npos);
}
