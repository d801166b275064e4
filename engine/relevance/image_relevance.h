#pragma once

#include <ATen/core/Tensor.h>

#include "engine/nn/attention_trace.h"

namespace everyword {

/// Which patches of each image the cosine of image and phrase rests on. The general path: all
/// blocks, or the last one. `trace` from the forward pass that made `features` [B, D] (graph
/// attached); `phrases` [P, D] unit length. `scoreScale`: 1 for the cosine, exp(logit_scale) for
/// the display map (matters for products of blocks). Returns [B, P, N-1] >= 0, not normalised;
/// differentiable when `keepGraph` (second derivatives).
at::Tensor imageRelevance(const AttentionTrace &trace, const at::Tensor &features,
                          const at::Tensor &phrases, bool lastBlockOnly, double scoreScale,
                          bool keepGraph);

/// The closed form for the last block alone: equals imageRelevance(lastBlockOnly) to 1e-5, is an
/// ordinary forward expression, and needs no second backward. `features` [B, D], `phrases` [P, D]
/// unit length. Returns [B, P, N-1].
at::Tensor lastBlockRelevance(const LastBlockTrace &trace, const at::Tensor &features,
                              const at::Tensor &phrases);

/// [B, P, N-1] -> [B, P, g, g].
at::Tensor asGrid(const at::Tensor &relevance);

}  // namespace everyword
