#pragma once

#include <ATen/core/Tensor.h>

#include <opencv2/core/matx.hpp>

namespace everyword {

/// Turns the hue by `hueTurns` (1 is once around the circle) and multiplies the saturation, as ONE
/// matrix on RGB columns: a rotation and scaling of the chroma plane of YIQ, which keeps the luma.
/// Linear, so its gradient is the same everywhere; the usual way over HSV has none at greys, and a
/// generator starts with many of them.
cv::Matx33d colourMatrix(double hueTurns, double saturation);

/// `images` [1 or B,3,S,S], `matrices` [B,3,3] -> [B,3,S,S]; differentiable. Strong colours may
/// leave [0,1] a little: clamping them would cut their gradient.
at::Tensor recolour(const at::Tensor &images, const at::Tensor &matrices);

}  // namespace everyword
