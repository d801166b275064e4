#include "engine/nn/linear.h"

#include <ATen/ATen.h>

namespace everyword {

at::Tensor Linear::forward(const at::Tensor &x) const { return at::linear(x, weight, bias); }

at::Tensor Linear::vjp(const at::Tensor &gradient) const { return at::matmul(gradient, weight); }

}  // namespace everyword
