#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/nn/attention_trace.h"

namespace everyword {

/// The row of each end token in the product over all blocks, own column and identity included: [B,
/// L], L being the length that the encoder computed (it leaves out what lies behind the last end
/// token). `trace` of the text encoder's pass that made `textFeatures` [B, D]; `imageFeatures` [B,
/// D]; `ends` [B] int64. Differentiable when `keepGraph`. Thread-safe.
at::Tensor textRelevanceRow(const AttentionTrace &trace, const at::Tensor &textFeatures,
                            const at::Tensor &imageFeatures, const at::Tensor &ends,
                            double scoreScale, bool keepGraph);

/// Which tokens the score of image b and text b rests on, all blocks: the row above, columns 1 ..
/// end-1 filled, others zero; not normalised.
at::Tensor textRelevance(const AttentionTrace &trace, const at::Tensor &textFeatures,
                         const at::Tensor &imageFeatures, const at::Tensor &ends, double scoreScale,
                         bool keepGraph);

/// A text's side of its relevance, which stays the same while the image changes: dS/dA is the
/// derivative of the text feature times the direction of the image feature, so relevance over all
/// blocks is an ordinary forward expression and needs no second backward. h heads, L tokens up to
/// the end token, D features. Shares no graph.
struct TextJacobian {
  at::Tensor feature;                   ///< [D], not unit length
  at::Tensor end;                       ///< [1] int64: place of the end token
  std::vector<at::Tensor> attention;    ///< of each block, first to last: [h, L, L]
  std::vector<at::Tensor> derivatives;  ///< d feature / d attention: [D, h*L*L]
};

/// `trace` and `features` [R, D] of one pass of R equal rows: so many features are derived in one
/// backward pass. `end`: of the rows.
TextJacobian textJacobian(const AttentionTrace &trace, const at::Tensor &features,
                          std::int64_t end);

/// textRelevance of one text for each image: `imageFeatures` [B, D] -> [B, L]. Differentiable.
at::Tensor textRelevance(const TextJacobian &text, const at::Tensor &imageFeatures,
                         double scoreScale);

/// Relevance of a word: the maximum over its tokens (paper, section 3.1). `relevance` [L] of one
/// text, as textRelevance returns it; `spans`: half-open token ranges, 0 is the first token after
/// the start token (column 1).
std::vector<double> wordRelevance(const at::Tensor &relevance,
                                  const std::vector<std::pair<int, int>> &spans);

}  // namespace everyword
