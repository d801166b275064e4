#pragma once

#include <ATen/core/Tensor.h>

namespace everyword {

// Operations on feature maps [B, C, H, W] that a generator needs at full size, where memory is what
// they wait for. In float32 on the CPU with the channels last they take one pass over memory (all
// operands must lie so), elsewhere LibTorch's operations. No graph is recorded. The sums are the
// same to the last bit for every number of threads.

/// (leaky(x + ofPixel + ofChannel)) * gain. `ofPixel` [1 or B, 1, H, W], `ofChannel` [1, C, 1, 1].
at::Tensor biasedLeakyRelu(const at::Tensor &x, const at::Tensor &ofPixel,
                           const at::Tensor &ofChannel, double slope, double gain);

/// The gradient at x, from the one at the result `y`.
at::Tensor leakyReluGradient(const at::Tensor &gradient, const at::Tensor &y, double slope,
                             double gain);

/// Sum of a * b over the pixels, [B, C].
at::Tensor pixelDots(const at::Tensor &a, const at::Tensor &b);

/// The same, and then `a` becomes a * scale in place, `scale` [B, C].
at::Tensor pixelDotsThenScale(at::Tensor &a, const at::Tensor &b, const at::Tensor &scale);

}  // namespace everyword
