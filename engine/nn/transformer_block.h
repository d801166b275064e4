#pragma once

#include <ATen/core/Tensor.h>

#include "engine/nn/attention.h"
#include "engine/nn/layer_norm.h"
#include "engine/nn/quick_gelu.h"

namespace everyword {

/// A residual block with its norms in front: x += attention(norm1(x)); x += mlp(norm2(x)).
struct TransformerBlock {
  LayerNorm norm1;
  MultiHeadAttention attention;
  LayerNorm norm2;
  QuickGeluMlp mlp;

  /// [B, N, W] -> [B, N, W]; `weights` as in MultiHeadAttention::forward.
  at::Tensor forward(const at::Tensor &x, bool causal, at::Tensor *weights = nullptr) const;

  /// What is left of a pass for the first token alone.
  struct FirstToken {
    MultiHeadAttention::FirstToken attention;
    at::Tensor afterAttention;  ///< [B, W], the input of norm2
    at::Tensor hidden;          ///< [B, 4W], inside the MLP before its activation
    at::Tensor output;          ///< [B, W]
  };
  /// The first token of forward(x), and nothing else: keys and values of all tokens, one query, one
  /// MLP. No mask. `weights` as in MultiHeadAttention::forwardFirstToken.
  FirstToken forwardFirstToken(const at::Tensor &x, at::Tensor *weights = nullptr) const;

  /// Gradients at the first token's output, [B, P, W] -> at the heads it gathered (the input of
  /// attention.out), [B, P, W]. Analytic and differentiable: its own derivative is a second one.
  at::Tensor vjpToHeads(const FirstToken &pass, const at::Tensor &gradient) const;
};

}  // namespace everyword
