#pragma once

#include <ATen/core/Tensor.h>

namespace everyword {

/// 2 asin(|a - b| / 2)^2 of the unit vectors along the last dimension: half the squared angle. `a`
/// [...,D] of any length, `b` [...,D] of any length, broadcast against each other -> [...]. In [0,
/// pi^2/2]. Differentiable everywhere; at equal and at opposite vectors, where the formula's own
/// derivative is 0/0, the gradient is 0.
at::Tensor sphericalDistance(const at::Tensor &a, const at::Tensor &b);

/// All pairs: `images` [B,D], `texts` [P,D] -> [B,P].
at::Tensor sphericalDistances(const at::Tensor &images, const at::Tensor &texts);

}  // namespace everyword
