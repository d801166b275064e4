#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "engine/nn/linear.h"

namespace everyword {

/// Self-attention with several heads (Vaswani et al. 2017). `in`: query, key and value stacked,
/// [3W, W]; `out` [W, W].
struct MultiHeadAttention {
  Linear in, out;
  std::int64_t heads = 1;

  /// `x` [B, N, W] -> [B, N, W]. `causal`: a token sees itself and those before it. `weights`, if
  /// given, receives the attention after softmax, [B, heads, N, N], as a part of the graph (it
  /// becomes a leaf that requires gradients where nothing before it does); without it a fused
  /// kernel runs, which has no second derivative.
  at::Tensor forward(const at::Tensor &x, bool causal, at::Tensor *weights = nullptr) const;

  /// What the first token alone gathers.
  struct FirstToken {
    at::Tensor attention;  ///< [B, heads, N]
    at::Tensor values;     ///< [B, heads, N, W/heads]
    at::Tensor gathered;   ///< [B, W], the input of `out`
  };
  /// The same for the first token's query only (no mask). Explicit: second derivatives exist.
  /// `weights`, if given, receives the attention as in forward(), of one row: [B, heads, 1, N].
  FirstToken forwardFirstToken(const at::Tensor &x, at::Tensor *weights = nullptr) const;
};

}  // namespace everyword
