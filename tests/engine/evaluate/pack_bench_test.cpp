#include "engine/api/pack_bench.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "engine/api/errors.h"
#include "engine/api/explain.h"

using namespace everyword;

namespace {

FramePtr plain(int side, std::array<std::uint8_t, 3> rgb) {
  auto frame = std::make_shared<Frame>();
  frame->width = frame->height = side;
  for (int i = 0; i < side * side; ++i) {
    frame->rgba.insert(frame->rgba.end(), {rgb[0], rgb[1], rgb[2], 255});
  }
  return frame;
}

void paint(Frame &frame, const Box &box, std::array<std::uint8_t, 3> rgb) {
  for (int y = 0; y < frame.height; ++y) {
    for (int x = 0; x < frame.width; ++x) {
      const double u = (x + 0.5) / frame.width, v = (y + 0.5) / frame.height;
      if (u >= box.x && u < box.x + box.width && v >= box.y && v < box.y + box.height) {
        std::copy(rgb.begin(), rgb.end(),
                  frame.rgba.begin() + (std::ptrdiff_t(y) * frame.width + x) * 4);
      }
    }
  }
}

/// By search every box is right and red, from a plain start nothing appears; the map's peak is in
/// the top left corner.
class FakeEngine : public Engine {
 public:
  std::vector<PackInfo> packs() const override { return {pack("fake")}; }
  PackInfo pack(const std::string &name) const override {
    PackInfo info;
    info.name = name;
    info.words = {"apple", "dog", "cat", "sun", "house"};
    return info;
  }
  RunRequest recommended(RunRequest request) const override { return request; }
  TokenInfo tokens(const ModelSet &, const std::string &) override { return {}; }
  std::vector<std::string> check(const RunRequest &) override { return {}; }
  RunOutcome resume(const std::string &, RunObserver &, RunControl &, int) override { return {}; }
  std::vector<FramePtr> starts(const RunRequest &request,
                               const std::vector<std::uint64_t> &) override {
    auto frame = std::make_shared<Frame>(*request.start.frame);
    frame->rgba[0] = static_cast<std::uint8_t>(frame->rgba[0] + 10);
    return {frame};
  }
  ExplainResult explain(const ExplainRequest &) override { return {}; }
  RunOutcome run(const RunRequest &request, RunObserver &, RunControl &) override {
    ++runs;
    const bool search = request.start.kind == Start::Search;
    const int ground = std::stoi(request.start.colour.substr(1), nullptr, 16);
    auto frame = std::make_shared<Frame>(*plain(
        32, {static_cast<std::uint8_t>(ground >> 16), static_cast<std::uint8_t>(ground >> 8 & 255),
             static_cast<std::uint8_t>(ground & 255)}));
    RunOutcome outcome;
    outcome.request = request;
    for (const Region &region : request.objective.regions) {
      if (search) {
        paint(*frame, region.box, {220, 40, 40});
      }
      RegionResult result;
      result.label = region.label;
      result.box = region.box;
      result.looksLike = LooksLike{search ? region.label : "fog", 0.5, search, ""};
      outcome.regions.push_back(result);
      frame->maps.push_back({region.label, region.id, 2, 2, {1, 0, 0, 0}});
    }
    outcome.frame = frame;
    outcome.seconds = search ? 2 : 1;
    return outcome;
  }

  int runs = 0;
};

std::vector<PackBenchCell> cellsOf(FakeEngine &engine, const PackBenchRequest &request,
                                   const std::vector<PackBenchCell> &done = {}) {
  std::vector<PackBenchCell> cells = done;
  runPackBench(
      engine, request, done, [](int, int, const std::string &) { return true; },
      [&](const PackBenchCell &cell) { cells.push_back(cell); });
  return cells;
}

PackBenchRequest small() {
  PackBenchRequest request;
  request.layouts = 4;
  request.seeds = 2;
  request.methods = {Method::Relevance, Method::Masked};
  return request;
}

}  // namespace

TEST_CASE("The layouts of the pack's benchmark are fixed, inside the picture and apart",
          "[evaluate]") {
  FakeEngine engine;
  const std::vector<RunRequest> layouts = packBenchLayouts(24, engine.pack("fake"));
  REQUIRE(layouts.size() == 24);
  std::set<std::size_t> counts;
  for (const RunRequest &layout : layouts) {
    const auto &regions = layout.objective.regions;
    counts.insert(regions.size());
    for (const Region &region : regions) {
      CHECK(region.box.x >= 0);
      CHECK(region.box.x + region.box.width <= 1);
      CHECK(region.box.y + region.box.height <= 1);
    }
    if (regions.size() == 2) {
      CHECK(regions[0].label != regions[1].label);
      CHECK(regions[0].box.x + regions[0].box.width < regions[1].box.x + 1e-9);
    }
  }
  CHECK(counts == std::set<std::size_t>{1, 2});
  PackInfo empty;
  CHECK_THROWS_AS(packBenchLayouts(1, empty), InputError);
}

TEST_CASE("A row of the pack's benchmark is the mean of its boxes", "[evaluate]") {
  FakeEngine engine;
  const std::vector<PackBenchCell> cells = cellsOf(engine, small());
  REQUIRE(cells.size() == 4 * 2 * 2 * 2);
  const std::vector<PackBenchRow> rows = packBenchRows(cells);
  REQUIRE(rows.size() == 4);
  for (const PackBenchRow &row : rows) {
    const bool search = row.start == Start::Search;
    CHECK(row.cells == 8);
    CHECK(row.boxes == 12);
    CHECK(row.right.value() == (search ? 1 : 0));
    CHECK(row.seconds == (search ? 2 : 1));
    CHECK(row.changedOutside == Approx(0).margin(0.5));
    CHECK(row.coloured == 2);
  }
}

TEST_CASE("What is done of the pack's benchmark is not done again", "[evaluate]") {
  FakeEngine engine;
  std::vector<PackBenchCell> cells = cellsOf(engine, small());
  cells.resize(5);
  engine.runs = 0;
  CHECK(cellsOf(engine, small(), cells).size() == 32);
  CHECK(engine.runs == 32 - 5);
}

TEST_CASE("The colour in a box is that of most pixels that are not ground", "[evaluate]") {
  Frame frame = *plain(32, {235, 235, 235});
  const Box box{0.25, 0.25, 0.5, 0.5};
  CHECK(colourInBox(frame, box, "#ebebeb").empty());
  paint(frame, {0.3, 0.3, 0.4, 0.4}, {60, 80, 210});
  paint(frame, {0.3, 0.3, 0.1, 0.1}, {220, 40, 40});
  CHECK(colourInBox(frame, box, "#ebebeb") == "blue");
}
