#include "engine/nn/quick_gelu.h"

#include <ATen/ATen.h>

#include <cmath>

namespace everyword {
namespace {

constexpr double kSlope = 1.702;

/// silu'(x) = s + x s (1 - s), s = sigmoid(x).
at::Tensor siluDerivative(const at::Tensor &x) {
  const auto s = at::sigmoid(x);
  return s + x * s * (1 - s);
}

/// gelu'(x) = Phi(x) + x phi(x), the normal distribution and its density.
at::Tensor geluDerivative(const at::Tensor &x) {
  const double root = std::sqrt(0.5);
  const double density = 1 / std::sqrt(2 * M_PI);
  return 0.5 * (1 + at::erf(root * x)) + x * at::exp(-0.5 * x * x) * density;
}

}  // namespace

at::Tensor quickGelu(const at::Tensor &x) { return x * at::sigmoid(kSlope * x); }

at::Tensor QuickGeluMlp::hidden(const at::Tensor &x) const {
  const auto rows = x.reshape({-1, x.size(-1)});
  auto sizes = x.sizes().vec();
  sizes.back() = expand.weight.size(0);
  const double slope = activation == Activation::QuickGelu ? kSlope : 1;
  return at::addmm(expand.bias, rows, expand.weight.t(), slope, slope).view(sizes);
}

at::Tensor QuickGeluMlp::fromHidden(const at::Tensor &hidden) const {
  if (activation == Activation::Gelu) {
    return at::linear(at::gelu(hidden), contract.weight, contract.bias);
  }
  // Scaled after the product: W columns instead of 4W, forwards and backwards.
  return at::add(contract.bias, at::linear(at::silu(hidden), contract.weight), 1.0 / kSlope);
}

at::Tensor QuickGeluMlp::vjp(const at::Tensor &hidden, const at::Tensor &gradient) const {
  // The slope of QuickGELU's input and the one divided out behind it cancel.
  const at::Tensor derivative =
      activation == Activation::QuickGelu ? siluDerivative(hidden) : geluDerivative(hidden);
  return expand.vjp(contract.vjp(gradient) * derivative.unsqueeze(1));
}

}  // namespace everyword
