#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/guidance/losses.h"
#include "engine/guidance/region_masks.h"

using namespace everyword;

namespace {

constexpr int kPixels = 16;

/// The left half is protected; the picture was black.
struct LeftHalf {
  RunRequest request;
  StepInputs inputs;

  LeftHalf() {
    PaintedMask &mask = request.objective.protectedArea;
    mask.cells.assign(PaintedMask::kSide * PaintedMask::kSide, 0);
    for (std::size_t i = 0; i < mask.cells.size(); ++i) {
      mask.cells[i] = i % PaintedMask::kSide < PaintedMask::kSide / 2;
    }
    request.objective.protection = 2;
    inputs.startPicture = at::zeros({1, 3, kPixels, kPixels});
    inputs.picture = inputs.startPicture.clone();
    inputs.protectedMask = paintedMaskOf(mask, kPixels, kPixels);
  }

  double loss() const { return protectedArea(inputs, request).value.item<double>(); }
};

}  // namespace

TEST_CASE("What changes outside the protected area costs nothing, inside it its square",
          "[guidance]") {
  LeftHalf step;
  CHECK(appliesProtectedArea(step.request));
  CHECK(step.loss() == 0);
  step.inputs.picture.narrow(3, kPixels / 2, kPixels / 2).fill_(1);
  CHECK(step.loss() == 0);
  // An even change has no slopes; each of the four scales sees the whole of it.
  step.inputs.picture.narrow(3, 0, kPixels / 2).fill_(0.5);
  CHECK(step.loss() == Approx(2 * 4 * 0.25));
}

TEST_CASE("A change of the same size costs the same in a small area and in a large one",
          "[guidance]") {
  LeftHalf step;
  step.inputs.picture.fill_(0.5);
  const double large = step.loss();
  step.inputs.protectedMask.zero_();
  step.inputs.protectedMask.narrow(2, 0, 8).narrow(3, 0, 8).fill_(1);
  CHECK(step.loss() == Approx(large));
}

TEST_CASE("Nothing is protected without an area or a weight", "[guidance]") {
  LeftHalf step;
  step.request.objective.protection = 0;
  CHECK_FALSE(appliesProtectedArea(step.request));
  step.request.objective.protection = 1;
  step.request.objective.protectedArea = {};
  CHECK_FALSE(appliesProtectedArea(step.request));
  CHECK_THROWS_AS(paintedMaskOf({}, 8, 8), ShapeError);
}

TEST_CASE("A painted mask covers a share of each pixel", "[guidance]") {
  PaintedMask mask;
  mask.cells.assign(PaintedMask::kSide * PaintedMask::kSide, 0);
  mask.cells[0] = 1;  // one cell of the four that the first of 64 x 64 pixels covers
  const at::Tensor pixels = paintedMaskOf(mask, 64, 64);
  CHECK(pixels[0][0][0][0].item<double>() == Approx(0.25));
  CHECK(pixels.sum().item<double>() == Approx(0.25));
  CHECK(paintedMaskOf(mask, 256, 512).sum().item<double>() == Approx(8));
}
