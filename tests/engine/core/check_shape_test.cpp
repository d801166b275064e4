#include "engine/core/check_shape.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"

using namespace everyword;

TEST_CASE("A tensor of another shape is refused with both shapes in the sentence", "[core]") {
  const at::Tensor attention = at::zeros({1, 8, 50, 50});
  CHECK_NOTHROW(checkShape(attention, {kAny, 8, 50, 50}, "attention"));
  CHECK_THROWS_WITH(checkShape(attention, {kAny, 12, 50, 50}, "attention of block 11"),
                    "attention of block 11: expected [*,12,50,50], got [1,8,50,50]");
  CHECK_THROWS_AS(checkShape(at::Tensor(), {1}, "nothing"), ShapeError);
}
