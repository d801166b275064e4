#pragma once

#include <ATen/core/Tensor.h>

namespace everyword::stylegan2 {

/// StyleGAN2's modulated and demodulated 3x3 convolution (Karras et al. 2020, equations 1 and 3):
/// each sample's kernel is scaled by its style along the input channels, then to unit energy along
/// the output channels.
///
/// The forward pass makes those kernels, as published: a picture then rounds like the reference's,
/// and so do the places where an activation behind it changes sign, where gradients jump. The
/// backward pass scales features instead, which is the same derivative without the gradient of a
/// kernel a sample.
class ModulatedConvolution {
 public:
  ModulatedConvolution() = default;
  /// `kernel` [O, I, 3, 3], a constant. `blur` [4, 4]: upsample by two with a transposed
  /// convolution and blur the result; undefined: keep the size.
  ModulatedConvolution(const at::Tensor &kernel, const at::Tensor &blur);

  /// `x` [B, I, H, W], `style` [B, I] -> [B, O, H, W] or [B, O, 2H, 2W]; differentiable once in
  /// both.
  at::Tensor operator()(const at::Tensor &x, const at::Tensor &style) const;

 private:
  struct Constants {
    at::Tensor kernel;  ///< [O, I, 3, 3]
    at::Tensor energy;  ///< [O, I]: the kernel's squares, summed over its pixels
    at::Tensor blur;    ///< [O, 1, 4, 4], or undefined
  };
  struct Function;
  Constants constants_;
};

}  // namespace everyword::stylegan2
