#include "engine/api/painted_mask.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <numeric>

#include "engine/api/errors.h"
#include "engine/api/mask_picture.h"
#include "engine/api/recipe.h"
#include "engine/api/run_request.h"

using namespace everyword;
using Json = nlohmann::json;

namespace {

constexpr int kSide = PaintedMask::kSide;

int painted(const PaintedMask &mask) {
  return std::accumulate(mask.cells.begin(), mask.cells.end(), 0);
}

RunRequest requestWith(const Json &area) {
  Json json = Json::parse(RunRequest().toJson());
  json["protected_area"] = area;
  return RunRequest::fromJson(json.dump());
}

/// Left half black, right half white.
Frame halves(int width, int height) {
  Frame frame;
  frame.width = width;
  frame.height = height;
  for (int i = 0; i < width * height; ++i) {
    const std::uint8_t value = i % width < width / 2 ? 0 : 255;
    frame.rgba.insert(frame.rgba.end(), {value, value, value, 255});
  }
  return frame;
}

}  // namespace

TEST_CASE("A painted disc has its area, and is erased again", "[api]") {
  PaintedMask mask;
  mask.paint(0.5, 0.25, 0.2);
  CHECK(painted(mask) == Approx(3.14159 * 0.04 * kSide * kSide).epsilon(0.02));
  CHECK(mask.cells[static_cast<std::size_t>(kSide / 4 * kSide + kSide / 2)] == 1);
  mask.paint(0.5, 0.25, 0.3, false);
  CHECK(mask.empty());
}

TEST_CASE("A protected area survives JSON and counts as an edit", "[api]") {
  RunRequest request;
  request.objective.protectedArea.paint(0.3, 0.6, 0.1);
  request.objective.protectedArea.paint(1, 1, 0.05);
  const RunRequest again = RunRequest::fromJson(request.toJson());
  CHECK(again.objective.protectedArea == request.objective.protectedArea);
  const std::string changes = changesBetween(RunRequest(), request);
  CHECK(withChanges(RunRequest(), changes).objective.protectedArea ==
        request.objective.protectedArea);
  const std::string back = changesBetween(request, RunRequest());
  REQUIRE_FALSE(back.empty());
  CHECK(withChanges(request, back).objective.protectedArea.empty());
}

TEST_CASE("A protected area that is none is refused in a sentence", "[api]") {
  constexpr int kCells = kSide * kSide;
  const std::vector<Json> areas = {
      7,
      "all",
      Json::array(),
      Json::object(),
      {{"size", {kSide, kSide}}},
      {{"size", {kSide, kSide}}, {"counts", "all"}},
      {{"size", {64, 64}}, {"counts", {0, kCells}}},
      {{"size", {kSide, kSide}}, {"counts", {0, kCells - 1}}},
      {{"size", {kSide, kSide}}, {"counts", {1, kCells}}},
      {{"size", {kSide, kSide}}, {"counts", {0, -1, kCells + 1}}},
      {{"size", {kSide, kSide}}, {"counts", {0.5, kCells - 0.5}}},
      {{"size", {kSide, kSide}}, {"counts", std::vector<int>(kCells + 2, 0)}},
      {{"size", {kSide, kSide}}, {"counts", {0, kCells}}, {"colour", 1}}};
  for (const Json &area : areas) {
    CAPTURE(area.dump().substr(0, 80));
    CHECK_THROWS_AS(requestWith(area), InputError);
  }
  CHECK(requestWith(nullptr).objective.protectedArea.empty());
  const RunRequest all = requestWith({{"size", {kSide, kSide}}, {"counts", {0, kCells}}});
  CHECK(painted(all.objective.protectedArea) == kCells);
}

TEST_CASE("The white of a picture of any size is protected", "[api]") {
  for (const auto &[width, height] : {std::pair(128, 128), {2, 1}, {1000, 37}, {64, 300}}) {
    const PaintedMask mask = maskFromPicture(halves(width, height));
    CAPTURE(width, height);
    CHECK(painted(mask) == kSide * kSide / 2);
    CHECK(mask.cells[0] == 0);
    CHECK(mask.cells[kSide - 1] == 1);
  }
}
