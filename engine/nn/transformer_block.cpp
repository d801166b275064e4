#include "engine/nn/transformer_block.h"

#include <ATen/ATen.h>

namespace everyword {

at::Tensor TransformerBlock::forward(const at::Tensor &x, bool causal, at::Tensor *weights) const {
  const auto y = x + attention.forward(norm1.forward(x), causal, weights);
  return y + mlp.forward(norm2.forward(y));
}

TransformerBlock::FirstToken TransformerBlock::forwardFirstToken(const at::Tensor &x,
                                                                 at::Tensor *weights) const {
  FirstToken pass;
  pass.attention = attention.forwardFirstToken(norm1.forward(x), weights);
  pass.afterAttention = x.select(1, 0) + attention.out.forward(pass.attention.gathered);
  pass.hidden = mlp.hidden(norm2.forward(pass.afterAttention));
  pass.output = pass.afterAttention + mlp.fromHidden(pass.hidden);
  return pass;
}

at::Tensor TransformerBlock::vjpToHeads(const FirstToken &pass, const at::Tensor &gradient) const {
  const auto throughMlp = norm2.vjp(pass.afterAttention, mlp.vjp(pass.hidden, gradient));
  return attention.out.vjp(gradient + throughMlp);
}

}  // namespace everyword
