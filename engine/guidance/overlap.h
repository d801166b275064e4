#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace everyword {

// The parts of Algorithm 1 (section 3.4 of the paper) as pure functions.

/// The relevance map, enlarged bicubically (not aligned corners) to `size` x `size`, divided by its
/// own maximum, and pushed softly to 0 or 1: sigmoid((r / max r - threshold) * temperature).
/// `relevance` [B,P,g,g] >= 0 -> [B,P,size,size] in (0,1). Differentiable, through the maximum too.
/// A map that is zero everywhere stays zero before the sigmoid, with a finite gradient.
at::Tensor softMask(const at::Tensor &relevance, std::int64_t size, double threshold,
                    double temperature);

/// Dice of the paper: 2 sum(pm) / (sum p + sum m). `soft`, `mask` [...,S,S], broadcast -> [...], in
/// [0,1].
at::Tensor dicePaper(const at::Tensor &soft, const at::Tensor &mask);

/// Dice of the published code: 2I / (2I + FP), I = sum(pm), FP = sum(p(1-m)). Pixels of the box
/// that the map misses do not count.
at::Tensor dicePublished(const at::Tensor &soft, const at::Tensor &mask);

/// Which phrase is left in which copy: 1 where the mask has a pixel. A copy that was moved until a
/// box lies outside it says nothing about that phrase: the terms of this phrase leave the copy out
/// instead of pulling it to nowhere. `masks` [B,P,S,S] -> [B,P].
at::Tensor visible(const at::Tensor &masks);

/// Mean over the cutouts that count, 0 where none does. `values`, `weights` [B,P] -> [P].
at::Tensor meanOverCutouts(const at::Tensor &values, const at::Tensor &weights);

}  // namespace everyword
