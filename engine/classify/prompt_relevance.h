#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "engine/classify/prompt_pass.h"

namespace everyword {

/// How much of a prompt's relevance its class name has, S(c).
enum class NameShare {
  OfOtherTokens,  ///< paper, equation 2: best token of the name over the sum of the other tokens
                  ///< between start and end
  OfWholeRow      ///< the published code: over the sum of all but the end token, start and name
                  ///< included
};

/// The relevance of C prompts for B images: the end token's row of the product over all blocks, by
/// the gradient of exp(logit_scale) * cosine.
struct PromptRelevance {
  at::Tensor rows;    ///< [B, C, L] >= 0, end token 0, not normalised
  at::Tensor shares;  ///< [B, C], S of image b and class c
  /// Of sum(weights * shares), one for each of PromptPass::attention(). The gradients dS/dA in the
  /// relevance are constants, as in the published code; the attention is not. Empty without
  /// weights.
  std::vector<at::Tensor> attentionGradients;
};

/// Needs no backward pass through a graph: the gradients of all images run through the blocks
/// together, by analytic vector-Jacobian products, one task a few classes. `images` [B, D] unit
/// length, `weights` [B, C] or undefined. Uses all threads; the same numbers for any number of
/// them.
PromptRelevance promptRelevance(const PromptPass &pass, const ClassPrompts &prompts,
                                const at::Tensor &images, const at::Tensor &weights,
                                double logitScale, NameShare share);

/// S of each image and its own class alone: `labels` [B] -> [B].
at::Tensor ownNameShares(const PromptPass &pass, const ClassPrompts &prompts,
                         const at::Tensor &images, const at::Tensor &labels, double logitScale,
                         NameShare share);

}  // namespace everyword
