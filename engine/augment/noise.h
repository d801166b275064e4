#pragma once

#include <ATen/core/Tensor.h>

namespace everyword {

/// images + factor * noise. `images` [1 or B,3,S,S], `factors` [B] the deviation of each copy's
/// noise, `noise` [1 or B,3,S,S] of deviation 1 (one picture for all cutouts, or one each) ->
/// [B,3,S,S]; differentiable in `images`.
at::Tensor addNoise(const at::Tensor &images, const at::Tensor &factors, const at::Tensor &noise);

}  // namespace everyword
