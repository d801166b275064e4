#include "engine/classify/linear_probe.h"

#include <ATen/ATen.h>
#include <torch/optim/lbfgs.h>

namespace everyword {

LinearProbe LinearProbe::fit(const at::Tensor &features, const at::Tensor &labels,
                             std::int64_t classes, double c) {
  const auto x = features.to(at::kDouble);
  const auto target = at::one_hot(labels, classes).to(at::kDouble);
  auto weights = at::zeros({classes, x.size(1)}, x.options()).requires_grad_();
  auto bias = at::zeros({classes}, x.options()).requires_grad_();
  torch::optim::LBFGS optimiser({weights, bias}, torch::optim::LBFGSOptions(1)
                                                     .max_iter(1000)
                                                     .max_eval(2000)
                                                     .tolerance_grad(1e-6)
                                                     .tolerance_change(1e-12)
                                                     .history_size(10)
                                                     .line_search_fn("strong_wolfe"));
  optimiser.step([&] {
    const at::NoGradGuard byHand;
    const auto logits = at::addmm(bias, x, weights.t());
    const auto logProbabilities = at::log_softmax(logits, 1);
    const auto error = c * (logProbabilities.exp() - target);  // [N, C]
    weights.mutable_grad() = at::addmm(weights, error.t(), x);
    bias.mutable_grad() = error.sum(0);
    return 0.5 * weights.square().sum() - c * (target * logProbabilities).sum();
  });
  return {weights.detach(), bias.detach()};
}

at::Tensor LinearProbe::logits(const at::Tensor &features) const {
  return at::addmm(bias, features.to(at::kDouble), weights.t());
}

}  // namespace everyword
