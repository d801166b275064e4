#pragma once

#include <ATen/core/Tensor.h>

namespace everyword {

/// `picture` (or kernel) [., ., H, W] laid out in memory as convolutions on its device want it; no
/// copy where it already is.
at::Tensor inConvolutionLayout(const at::Tensor &picture);

/// `kernel` [O,I,h,w] * scale in that layout, with no copy in between: kernels are large.
at::Tensor scaledInConvolutionLayout(const at::Tensor &kernel, double scale);

}  // namespace everyword
