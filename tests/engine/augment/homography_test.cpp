#include "engine/augment/homography.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

using namespace everyword;

namespace {

at::Tensor oneMatrix(const cv::Matx33d &matrix) {
  return matricesLike({matrix}, at::zeros({1}, at::kFloat));
}

at::Tensor warped(const at::Tensor &picture, const cv::Matx33d &matrix,
                  Padding padding = Padding::Border) {
  return sample(picture, samplingGrid(oneMatrix(matrix), picture.size(2), picture.size(3)),
                padding);
}

at::Tensor ramp() { return at::arange(3 * 16 * 16, at::kFloat).view({1, 3, 16, 16}) / 768; }

/// Where a point of the copy looks in the picture.
cv::Vec2d seenFrom(const cv::Matx33d &matrix, double x, double y) {
  const cv::Vec3d seen = matrix * cv::Vec3d(x, y, 1);
  return {seen[0] / seen[2], seen[1] / seen[2]};
}

}  // namespace

TEST_CASE("The identity shows the picture itself", "[augment]") {
  CHECK(at::allclose(warped(ramp(), cv::Matx33d::eye()), ramp(), 0, 1e-5));
}

TEST_CASE("A quarter turn is a transposed and flipped picture", "[augment]") {
  const at::Tensor turned = warped(ramp(), affineOutputToInput(90, 0, 0));
  CHECK(at::allclose(turned, at::rot90(ramp(), -1, {2, 3}), 0, 1e-4));
}

TEST_CASE("A shift of a quarter moves the picture by a quarter of its pixels to the right",
          "[augment]") {
  const at::Tensor moved = warped(ramp(), affineOutputToInput(0, 0.25, 0));
  CHECK(at::allclose(moved.narrow(3, 4, 12), ramp().narrow(3, 0, 12), 0, 1e-4));
  INFO("what comes in from beyond the edge is the edge");
  CHECK(at::allclose(moved.narrow(3, 0, 4), ramp().narrow(3, 0, 1).expand({1, 3, 16, 4}), 0, 1e-4));
}

TEST_CASE("Beyond the edge, zero padding is black", "[augment]") {
  const at::Tensor moved =
      warped(at::ones({1, 3, 16, 16}), affineOutputToInput(0, 0, 0.5), Padding::Zeros);
  CHECK(moved.narrow(2, 0, 7).abs().max().item<float>() == 0.0F);
  CHECK(moved.narrow(2, 9, 7).min().item<float>() > 0.999F);
}

TEST_CASE("The turn happens before the shift", "[augment]") {
  // The centre of the picture is seen where the shift put it.
  const cv::Vec2d seen = seenFrom(affineOutputToInput(33, 0.1, -0.2), 0.2, -0.4);
  CHECK(seen[0] == Approx(0).margin(1e-12));
  CHECK(seen[1] == Approx(0).margin(1e-12));
}

TEST_CASE("The moved corners of a perspective show the corners of the picture", "[augment]") {
  const std::array<double, 8> inwards = {0.5, 0.25, 1.0, 0.0, 0.1, 0.9, 0.3, 0.6};
  const cv::Matx33d matrix = perspectiveOutputToInput(0.4, inwards);
  const double cornersX[] = {-1, 1, 1, -1}, cornersY[] = {-1, -1, 1, 1};
  for (int i = 0; i < 4; ++i) {
    const double x = cornersX[i] * (1 - 0.4 * inwards[2 * i]),
                 y = cornersY[i] * (1 - 0.4 * inwards[2 * i + 1]);
    const cv::Vec2d seen = seenFrom(matrix, x, y);
    CHECK(seen[0] == Approx(cornersX[i]).margin(1e-5));
    CHECK(seen[1] == Approx(cornersY[i]).margin(1e-5));
  }
}

TEST_CASE("A perspective whose horizon crosses the copy stays finite and shows nothing mirrored",
          "[augment]") {
  const std::array<double, 8> inwards = {1, 1, 1, 1, 0, 0, 0, 0};
  const cv::Matx33d matrix = perspectiveOutputToInput(0.9, inwards);
  const at::Tensor grid = samplingGrid(oneMatrix(matrix), 32, 32);
  CHECK(at::isfinite(grid).all().item<bool>());
  const at::Tensor seen = sample(at::ones({1, 1, 32, 32}), grid, Padding::Zeros);
  CHECK(seen.narrow(2, 0, 8).max().item<float>() == 0.0F);
}
