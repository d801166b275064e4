#pragma once

#include <ATen/core/Tensor.h>

#include "engine/classify/prompt_pass.h"
#include "engine/nn/transformer_block.h"

namespace everyword {

// The backward pass of one block for B images at once, by hand: dS/dA is wanted of every image, and
// a graph would have to be walked once an image. Sizes as in BlockTokens; rows are tokens.

/// What one block's attention means for the score of each image.
struct BlockRelevance {
  at::Tensor positive;  ///< max(0, dS/dA) [G, h, t, B, J]
  at::Tensor rollout;   ///< rule 5: mean over heads of A * positive, [G, t, B, J]
};

/// Gradients at tokens that are looked at.
struct SeenGradient {
  at::Tensor normalised;  ///< at the output of norm1, [G, J, B, W]
  at::Tensor values;      ///< at the values, [G, h, J, B, d]; undefined: part of `normalised`
};

/// From gradients at the block's output to those at its attention's inputs.
class BlockVjp {
 public:
  /// `gradient` [G*t, B, W] at the output of the tokens that look around. `throughMlp`, if defined:
  /// the product of the MLP's part as a matrix for each token, [t, W, W] (mlpMatrices).
  BlockVjp(const TransformerBlock &block, const BlockTokens &tokens, const at::Tensor &gradient,
           const at::Tensor &throughMlp = {});

  const BlockRelevance &relevance() const { return relevance_; }

  /// At all J tokens; call once.
  SeenGradient seen();

  /// Gradients at the block's input [G*T, B, W], after seen(). `own`: at the T tokens, all that
  /// look at them added up.
  at::Tensor input(const SeenGradient &own) const;

 private:
  const TransformerBlock &block_;
  const BlockTokens &tokens_;
  at::Tensor afterMlp_;   ///< [G*t, B, W]
  at::Tensor heads_;      ///< gradient at the gathered values, [G, h, t, B, d]
  at::Tensor attention_;  ///< dS/dA [G, h, t, B, J]
  at::Tensor query_;      ///< what the queries have at the output of norm1, [G, t, B, W]
  BlockRelevance relevance_;
};

/// Gradients at the input of tokens that do not look around, as BlockVjp::input.
at::Tensor inputOfSilent(const TransformerBlock &block, const BlockTokens &tokens,
                         const SeenGradient &own);

/// gradient -> gradient + norm2 and MLP backwards, as one matrix a token: [t, W, W], for G = 1. Of
/// tokens that all classes share it is made once and saves seven eighths of the products.
at::Tensor mlpMatrices(const TransformerBlock &block, const BlockTokens &tokens);

}  // namespace everyword
