#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <opencv2/core/matx.hpp>
#include <vector>

namespace everyword {

// Coordinates of this file: the picture is the square [-1,1] x [-1,1], y down, pixel centres at
// (2i + 1)/S - 1 (grid_sample with align_corners = false). A 3x3 matrix maps a point of the copy to
// the point of the picture that is seen there ("output to input"), so moves compose as
// first * second.

/// The picture turned by `degrees` about its centre and then shifted; shifts as fractions of the
/// side, positive to the right and down. A square picture: turns are true turns.
cv::Matx33d affineOutputToInput(double degrees, double shiftX, double shiftY);

/// The picture drawn into a quadrilateral whose corners moved inwards. `inwards`, each in [0,1):
/// share of `distortion` * half a side, x and y for top left, top right, bottom right, bottom left.
/// `distortion` in [0,1); the quadrilateral is convex below 2/3.
cv::Matx33d perspectiveOutputToInput(double distortion, const std::array<double, 8> &inwards);

/// [B,3,3] like `like` (dtype, device).
at::Tensor matricesLike(const std::vector<cv::Matx33d> &matrices, const at::Tensor &like);

/// What is seen where the copy looks beyond the picture.
enum class Padding { Zeros, Border };

/// Where each pixel of a copy looks. `matrices` [B,3,3] output to input -> [B,height,width,2] for
/// sample().
at::Tensor samplingGrid(const at::Tensor &matrices, std::int64_t height, std::int64_t width);

/// Bilinear. `pictures` [1 or B,C,H,W], `grid` [B,h,w,2] -> [B,C,h,w]. Differentiable in
/// `pictures`. C may be 0.
at::Tensor sample(const at::Tensor &pictures, const at::Tensor &grid, Padding padding);

/// The same for masks: no gradient, rounded to 0 or 1.
at::Tensor sampleMasks(const at::Tensor &masks, const at::Tensor &grid, Padding padding);

}  // namespace everyword
