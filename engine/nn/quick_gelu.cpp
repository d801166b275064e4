#include "engine/nn/quick_gelu.h"

#include <ATen/ATen.h>

namespace everyword {
namespace {

constexpr double kSlope = 1.702;

/// silu'(x) = s + x s (1 - s), s = sigmoid(x).
at::Tensor siluDerivative(const at::Tensor &x) {
  const auto s = at::sigmoid(x);
  return s + x * s * (1 - s);
}

}  // namespace

at::Tensor quickGelu(const at::Tensor &x) { return x * at::sigmoid(kSlope * x); }

at::Tensor QuickGeluMlp::hidden(const at::Tensor &x) const {
  const auto rows = x.reshape({-1, x.size(-1)});
  auto sizes = x.sizes().vec();
  sizes.back() = expand.weight.size(0);
  return at::addmm(expand.bias, rows, expand.weight.t(), kSlope, kSlope).view(sizes);
}

at::Tensor QuickGeluMlp::fromHidden(const at::Tensor &hidden) const {
  // Scaled after the product: W columns instead of 4W, forwards and backwards.
  return at::add(contract.bias, at::linear(at::silu(hidden), contract.weight), 1.0 / kSlope);
}

at::Tensor QuickGeluMlp::vjp(const at::Tensor &hidden, const at::Tensor &gradient) const {
  // The slope of the activation's input and the one divided out behind it cancel.
  return expand.vjp(contract.vjp(gradient) * siluDerivative(hidden).unsqueeze(1));
}

}  // namespace everyword
