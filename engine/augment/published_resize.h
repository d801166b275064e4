#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace everyword {

// The two resizes of the reference implementation, one after the other. Neither keeps the aspect
// ratio.

/// Bilinear, without antialiasing, to 256 x 256. `image` [1,3,H,W].
at::Tensor publishedResize(const at::Tensor &image);

/// (adaptive average pooling + adaptive maximum pooling)/2 to `size` x `size`. `pictures`
/// [N,C,H,W].
at::Tensor publishedPool(const at::Tensor &pictures, std::int64_t size);

}  // namespace everyword
