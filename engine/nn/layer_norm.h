#pragma once

#include <ATen/core/Tensor.h>

namespace everyword {

/// Layer normalisation over the last dimension (Ba et al. 2016). `weight`, `bias` [W].
struct LayerNorm {
  at::Tensor weight, bias;
  double epsilon = 1e-5;

  /// [..., W] -> [..., W].
  at::Tensor forward(const at::Tensor &x) const;
  /// The analytic vector-Jacobian product for many gradients at one input: `x` [B, W], `gradient`
  /// [B, P, W] -> [B, P, W]. An ordinary differentiable expression in both.
  at::Tensor vjp(const at::Tensor &x, const at::Tensor &gradient) const;
};

}  // namespace everyword
