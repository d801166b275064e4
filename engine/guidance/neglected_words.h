#pragma once

#include <ATen/core/Tensor.h>

namespace everyword {

/// Relevance of words, the largest token of each cutout being 1: that of their most relevant token.
/// `tokenRelevance` [B,L] >= 0, `wordTokens` [C,L] 1 at the tokens of a word -> [B,C] in [0,1].
/// Differentiable.
at::Tensor relativeWordRelevance(const at::Tensor &tokenRelevance, const at::Tensor &wordTokens);

/// Which words are neglected (the paper's supplement): those whose relevance, as above, lies below
/// the share `below` of the mean of `compared` [W]; `ofLargest`: of the largest token's, as the
/// published notebook tests it. `words` [C] -> [C] bool.
at::Tensor isNeglected(const at::Tensor &words, const at::Tensor &compared, double below,
                       bool ofLargest);

}  // namespace everyword
