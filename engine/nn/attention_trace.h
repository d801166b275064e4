#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

namespace everyword {

/// What a transformer leaves behind for relevance, on request. The tensors are part of the autograd
/// graph.
struct AttentionTrace {
  /// Softmax attention of each block, first to last: [B, heads, N, N]. Of the image encoder's last
  /// block only the class token's row, [B, heads, 1, N]: the feature depends on no other.
  std::vector<at::Tensor> attention;
};

/// What the closed form of the last block needs: how the score depends on the class token's
/// attention row. The rest of the network after that row is one token's out_proj, residual, MLP,
/// final norm and projection, so dS/dA has an analytic expression (METHOD.md, "Relevance"). Shapes:
/// B pictures, h heads, N tokens, d head width, W = h*d.
struct LastBlockTrace {
  at::Tensor classAttention;  ///< [B, h, N]     the class token's row after softmax
  at::Tensor values;          ///< [B, h, N, d]
  /// Vector-Jacobian product from the output feature to the class token's concatenated heads, i.e.
  /// the input of out_proj: [B, P, D] -> [B, P, W]. An ordinary differentiable forward expression;
  /// its own derivative is the second one.
  std::function<at::Tensor(const at::Tensor &)> vjp;
};

}  // namespace everyword
