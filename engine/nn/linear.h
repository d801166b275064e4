#pragma once

#include <ATen/core/Tensor.h>

namespace everyword {

/// y = x W' + b. `weight` [out, in], `bias` [out] or undefined. Constants: they never require
/// gradients.
struct Linear {
  at::Tensor weight, bias;

  /// [..., in] -> [..., out].
  at::Tensor forward(const at::Tensor &x) const;
  /// Gradient at the output [..., out] -> gradient at the input [..., in].
  at::Tensor vjp(const at::Tensor &gradient) const;
};

}  // namespace everyword
