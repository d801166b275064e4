#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "engine/classify/class_prompts.h"

namespace everyword {

class TextTransformer;

/// What one block computes for tokens that stand together in G prompts: T of them, the last t of
/// which look around; h heads of width d, W = h*d. They see J tokens: those that all prompts begin
/// with, then their own.
struct BlockTokens {
  at::Tensor input;           ///< [G, T, W]
  at::Tensor query;           ///< [G, h, t, d], divided by sqrt(d)
  at::Tensor key, value;      ///< [G, h, J, d]
  at::Tensor attention;       ///< [G, h, t, J] after softmax
  at::Tensor afterAttention;  ///< [G, t, W]
  at::Tensor hidden;          ///< [G, t, 4W], inside the MLP before its activation

  /// The same numbers without the graph, of the classes [first, first + count).
  BlockTokens slice(std::int64_t first, std::int64_t count) const;
};

/// One pass of the text encoder over the prompts of all classes. Attention is causal: what all
/// begin with is computed once, nothing behind an end token is computed, and in the last block the
/// end token alone looks around. All tensors are part of the autograd graph.
struct PromptPass {
  struct Group {
    at::Tensor classes;  ///< [G] int64
    std::vector<BlockTokens> blocks;
    at::Tensor end;  ///< [G, W], the end token before the final norm
  };

  const TextTransformer *text = nullptr;
  at::Tensor features;              ///< [C, D], not unit length
  std::vector<BlockTokens> shared;  ///< one a block, G = 1; of the last only key and value
  std::vector<Group> groups;

  /// The attention of all blocks, in the order of PromptRelevance::attentionGradients: of the
  /// shared tokens first (not of the last block), then group by group.
  std::vector<at::Tensor> attention() const;
};

/// `context` as ClassPrompts wants it. Thread-safe.
PromptPass encodePrompts(const TextTransformer &text, const ClassPrompts &prompts,
                         const at::Tensor &context);

}  // namespace everyword
