#include "engine/run/adam.h"

#include <ATen/ATen.h>

namespace everyword {

Adam Adam::startFor(const std::vector<at::Tensor> &parameters) {
  Adam adam;
  for (const at::Tensor &parameter : parameters) {
    const at::Tensor data = parameter.detach().contiguous();
    adam.firstMoments.push_back(at::zeros_like(data));
    adam.secondMoments.push_back(at::zeros_like(data));
    adam.steps.push_back(at::zeros({}, data.options()));
  }
  return adam;
}

void Adam::update(const std::vector<at::Tensor> &parameters,
                  const std::vector<at::Tensor> &gradients, double learningRate) {
  const at::NoGradGuard noGraph;
  // The fused kernel walks raw memory: parameter and gradient must lie the same way. Gradients of
  // convolutions often come with the channels last.
  std::vector<at::Tensor> data, contiguous;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    TORCH_CHECK(parameters[i].is_contiguous(), "Adam's parameters must be contiguous");
    steps[i].add_(1);
    data.push_back(parameters[i].detach());
    contiguous.push_back(gradients[i].contiguous());
  }
  at::_fused_adam_(data, contiguous, firstMoments, secondMoments, {}, steps, learningRate,
                   /*beta1=*/0.9, /*beta2=*/0.999, /*weight_decay=*/0.0, /*eps=*/1e-8,
                   /*amsgrad=*/false, /*maximize=*/false);
}

}  // namespace everyword
