#include "engine/run/adam.h"

#include <ATen/ATen.h>

namespace everyword {

Adam Adam::startFor(const at::Tensor &parameter) {
  const at::Tensor data = parameter.detach().contiguous();
  return {at::zeros_like(data), at::zeros_like(data), at::zeros({}, data.options())};
}

void Adam::update(at::Tensor &parameter, const at::Tensor &gradient, double learningRate) {
  const at::NoGradGuard noGraph;
  step.add_(1);
  // The fused kernel walks raw memory: parameter and gradient must lie the same way. Gradients of
  // convolutions often come with the channels last.
  TORCH_CHECK(parameter.is_contiguous(), "Adam's parameter must be contiguous");
  at::Tensor data = parameter.detach();
  at::_fused_adam_({data}, {gradient.contiguous()}, {firstMoment}, {secondMoment}, {}, {step},
                   learningRate, /*beta1=*/0.9, /*beta2=*/0.999,
                   /*weight_decay=*/0.0, /*eps=*/1e-8, /*amsgrad=*/false, /*maximize=*/false);
}

}  // namespace everyword
