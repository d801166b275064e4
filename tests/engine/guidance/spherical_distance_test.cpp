#include "engine/guidance/spherical_distance.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

using namespace everyword;

TEST_CASE("The spherical distance is half the squared angle, whatever the lengths", "[guidance]") {
  const at::Tensor east = at::tensor({2.0, 0.0}, at::kDouble);
  for (const double angle : {0.1, 0.5, 1.0, std::numbers::pi / 2, 2.0, 3.0}) {
    const at::Tensor other =
        at::tensor({0.3 * std::cos(angle), 0.3 * std::sin(angle)}, at::kDouble);
    CHECK(sphericalDistance(east, other).item<double>() == Approx(angle * angle / 2).epsilon(1e-9));
  }
}

TEST_CASE("Equal vectors are at distance zero and opposite ones at the largest", "[guidance]") {
  const at::Tensor some = at::tensor({0.6, -0.8, 1.0}, at::kDouble);
  CHECK(sphericalDistance(some, some).item<double>() == Approx(0).margin(1e-9));
  CHECK(sphericalDistance(some, -some).item<double>() ==
        Approx(std::pow(std::numbers::pi, 2) / 2).epsilon(1e-3));
}

TEST_CASE("All pairs are image by text", "[guidance]") {
  const at::Tensor images = at::randn({3, 4}, at::kDouble), texts = at::randn({2, 4}, at::kDouble);
  const at::Tensor distances = sphericalDistances(images, texts);
  REQUIRE(distances.sizes() == at::IntArrayRef({3, 2}));
  CHECK(distances[2][1].item<double>() ==
        Approx(sphericalDistance(images[2], texts[1]).item<double>()));
}
