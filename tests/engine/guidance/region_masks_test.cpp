#include "engine/guidance/region_masks.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

using namespace everyword;

namespace {

Region regionOf(Box box) { return {1, "apple", box, 1.0, {}, true}; }

}  // namespace

TEST_CASE("A mask covers the pixels whose centres lie in the box", "[guidance]") {
  const at::Tensor masks = masksOf({regionOf({0.25, 0.5, 0.5, 0.5})}, 8, 4);
  CHECK(masks.sizes() == at::IntArrayRef({1, 4, 8}));
  CHECK(masks.sum().item<double>() == 4 * 2);
  CHECK(masks[0][2][2].item<double>() == 1);
  CHECK(masks[0][1][2].item<double>() == 0);
  CHECK(masks[0][3][6].item<double>() == 0);
}

TEST_CASE("Two boxes that share an edge share no pixel and leave no gap", "[guidance]") {
  const at::Tensor masks =
      masksOf({regionOf({0, 0, 0.37, 1}), regionOf({0.37, 0, 0.63, 1})}, 100, 3);
  CHECK(masks.sum(0).eq(1).all().item<bool>());
}

TEST_CASE("A box smaller than a pixel still marks one", "[guidance]") {
  CHECK(masksOf({regionOf({0.501, 0.501, 0.001, 0.001})}, 10, 10).sum().item<double>() == 1);
  CHECK(masksOf({regionOf({0.9995, 0.9995, 0.0005, 0.0005})}, 10, 10).sum().item<double>() == 1);
}
