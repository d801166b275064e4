#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/nn/attention_trace.h"

namespace everyword {

/// Which tokens the score of image b and text b rests on, all blocks. `trace` of the text encoder's pass that made `textFeatures` [B, D];
/// `imageFeatures` [B, D]; `ends` [B] int64. Returns [B, L]: columns 1 .. end-1 filled, others zero; not normalised; differentiable when `keepGraph`.
at::Tensor textRelevance(const AttentionTrace &trace, const at::Tensor &textFeatures, const at::Tensor &imageFeatures, const at::Tensor &ends, double scoreScale, bool keepGraph);

/// Relevance of a word: the maximum over its tokens (paper, section 3.1). `relevance` [L] of one text, as textRelevance returns it;
/// `spans`: half-open token ranges, 0 is the first token after the start token (column 1).
std::vector<double> wordRelevance(const at::Tensor &relevance, const std::vector<std::pair<int, int>> &spans);

}  // namespace everyword
