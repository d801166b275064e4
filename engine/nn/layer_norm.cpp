#include "engine/nn/layer_norm.h"

#include <ATen/ATen.h>

namespace everyword {

at::Tensor LayerNorm::forward(const at::Tensor &x) const {
  return at::layer_norm(x, {x.size(-1)}, weight, bias, epsilon);
}

at::Tensor LayerNorm::vjp(const at::Tensor &x, const at::Tensor &gradient) const {
  const auto centred = x - x.mean(-1, true);
  const auto inverse = at::rsqrt(centred.square().mean(-1, true) + epsilon);
  const auto normal = (centred * inverse).unsqueeze(1);  // [B, 1, W]
  const auto g = gradient * weight;
  // What shifts or scales the input is taken out: the norm does not see it.
  return inverse.unsqueeze(1) * (g - g.mean(-1, true) - normal * (g * normal).mean(-1, true));
}

}  // namespace everyword
