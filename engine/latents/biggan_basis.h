#pragma once

#include <ATen/core/Tensor.h>

namespace everyword {

/// FuseDream's mixture (Liu et al. 2021, section 3.2): sum over the K latents of a basis, each
/// coordinate with weights of its own, which a softmax over the basis makes a point of the simplex.
/// `weights`, `basis` [K,D] -> [1,D]; differentiable in both.
at::Tensor mixtureOf(const at::Tensor &weights, const at::Tensor &basis);

}  // namespace everyword
