#include "engine/run/adam.h"

#include <ATen/ATen.h>

namespace everyword {

Adam Adam::startFor(const at::Tensor &parameter) {
  const at::Tensor data = parameter.detach();
  return {at::zeros_like(data), at::zeros_like(data), at::zeros({}, data.options())};
}

void Adam::update(at::Tensor &parameter, const at::Tensor &gradient, double learningRate) {
  const at::NoGradGuard noGraph;
  step.add_(1);
  at::Tensor data = parameter.detach();
  at::_fused_adam_({data}, {gradient}, {firstMoment}, {secondMoment}, {}, {step}, learningRate, /*beta1=*/0.9, /*beta2=*/0.999,
                   /*weight_decay=*/0.0, /*eps=*/1e-8, /*amsgrad=*/false, /*maximize=*/false);
}

}  // namespace everyword
