#pragma once

#include <ATen/core/Tensor.h>

namespace everyword::vqgan {

/// Nearest upsampling by two followed by a 3x3 convolution (padding 1), without making the large
/// picture first: each of the four pixels that one cell becomes sees only 2x2 cells, so its kernel
/// is a sum of entries of the 3x3 kernel. 16 products a cell and channel pair instead of 36; the
/// same numbers up to rounding.
class SubpixelUpsample {
 public:
  SubpixelUpsample() = default;
  /// `weight` [O, C, 3, 3], `bias` [O], constants.
  SubpixelUpsample(const at::Tensor &weight, const at::Tensor &bias);

  /// [B, C, H, W] -> [B, O, 2H, 2W]; differentiable once in `x`.
  at::Tensor operator()(const at::Tensor &x) const;

 private:
  at::Tensor forward_;   ///< [4 O, C, 2, 2]
  at::Tensor backward_;  ///< [C, 4 O, 2, 2]: the adjoint, again a convolution
  at::Tensor bias_;      ///< [4 O]
};

}  // namespace everyword::vqgan
