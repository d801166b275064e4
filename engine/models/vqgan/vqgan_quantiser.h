#pragma once

#include <ATen/core/Tensor.h>

namespace everyword::vqgan {

/// The nearest row of `codebook` [codes, E] for every cell of `latent` [B, E, h, w], by squared
/// distance written as a matrix product; the lowest index wins a tie. Returns [B, h, w] int64,
/// without graph.
at::Tensor nearestCodes(const at::Tensor &latent, const at::Tensor &codebook);

/// Rows of `codebook` [codes, E] at `indices` [B, h, w] -> [B, E, h, w]; the layout in memory is
/// channels last.
at::Tensor rowsAt(const at::Tensor &codebook, const at::Tensor &indices);

/// Straight-through estimator: the value is exactly `value` (not latent + (value - latent), whose
/// rounding would shift the picture), the gradient goes to `latent` unchanged. Same shapes.
at::Tensor straightThrough(const at::Tensor &latent, const at::Tensor &value);

/// Clamps to [0, 1]. The gradient g passes outside the range only where a descent step would move
/// the input back: g * (x - clamp(x)) >= 0. The mask depends on the whole gradient, so a sum of
/// losses needs one backward pass.
at::Tensor clampForDescent(const at::Tensor &input);

}  // namespace everyword::vqgan
