#pragma once

#include <ATen/core/Tensor.h>

#include "engine/nn/linear.h"

namespace everyword {

/// x * sigmoid(1.702 x), CLIP's activation.
at::Tensor quickGelu(const at::Tensor &x);

/// What stands between the two layers of a CLIP block: OpenAI's models have QuickGELU, most of
/// open_clip's the exact GELU.
enum class Activation { QuickGelu, Gelu };

/// The two layers of a CLIP block with their activation between them. Since quickGelu(x) =
/// silu(1.702 x) / 1.702, the factors ride on the matrix products, and the activation is one fused
/// operation forwards and backwards.
struct QuickGeluMlp {
  Linear expand, contract;  ///< [M, W] and [W, M]; M is 4W in most models
  Activation activation = Activation::QuickGelu;

  /// [..., W] -> [..., W].
  at::Tensor forward(const at::Tensor &x) const { return fromHidden(hidden(x)); }

  /// The two halves, for vjp: [..., W] -> [..., 4W], 1.702 times the activation's input
  /// (GELU: the input itself); and
  /// from there to the output.
  at::Tensor hidden(const at::Tensor &x) const;
  at::Tensor fromHidden(const at::Tensor &hidden) const;
  /// `hidden` [B, 4W] of the forward pass, `gradient` [B, P, W] at the output -> [B, P, W] at the
  /// input. Differentiable.
  at::Tensor vjp(const at::Tensor &hidden, const at::Tensor &gradient) const;
};

}  // namespace everyword
