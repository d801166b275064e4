// The analytic vector-Jacobian products against autograd, in double precision, and their own
// derivatives, too.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>
#include <functional>

#include "engine/core/rng.h"
#include "engine/nn/transformer_block.h"

using namespace everyword;

namespace {

constexpr std::int64_t kWidth = 12, kBatch = 2, kGradients = 3;

at::Tensor normal(Rng &rng, at::IntArrayRef shape, double scale = 1) {
  return rng.normalTensor(shape).to(at::kDouble) * scale;
}
Linear linearOf(Rng &rng, std::int64_t out, std::int64_t in) {
  return {normal(rng, {out, in}, 0.4), normal(rng, {out})};
}
LayerNorm normOf(Rng &rng) { return {normal(rng, {kWidth}) + 1, normal(rng, {kWidth})}; }

double largestDifference(const at::Tensor &a, const at::Tensor &b) {
  return (a - b).abs().max().item<double>();
}

using Forward = std::function<at::Tensor(const at::Tensor &)>;
using Vjp = std::function<at::Tensor(const at::Tensor &, const at::Tensor &)>;

/// One autograd gradient for each of the P output gradients, stacked: [B, P, W].
at::Tensor byAutograd(const Forward &forward, const at::Tensor &x, const at::Tensor &gradients) {
  const auto y = forward(x);
  std::vector<at::Tensor> each;
  for (std::int64_t p = 0; p < gradients.size(1); ++p) {
    each.push_back(torch::autograd::grad({y}, {x}, {gradients.select(1, p)}, true, true)[0]);
  }
  return at::stack(each, 1);
}

void checkVjp(const Forward &forward, const Vjp &vjp) {
  Rng rng(7);
  const auto x = normal(rng, {kBatch, kWidth}).requires_grad_(true);
  const auto gradients = normal(rng, {kBatch, kGradients, kWidth});
  const auto expected = byAutograd(forward, x, gradients);
  const auto actual = vjp(x, gradients);
  CHECK(largestDifference(actual, expected) < 1e-10);
  const auto direction = normal(rng, {kBatch, kGradients, kWidth});
  const auto second = [&](const at::Tensor &g) {
    return torch::autograd::grad({(g * direction).sum()}, {x}, {}, true)[0];
  };
  CHECK(largestDifference(second(actual), second(expected)) < 1e-9);
}

}  // namespace

TEST_CASE("QuickGELU between two layers is x sigmoid(1.702 x)") {
  Rng rng(1);
  const QuickGeluMlp mlp{linearOf(rng, 4 * kWidth, kWidth), linearOf(rng, kWidth, 4 * kWidth)};
  const auto x = normal(rng, {kBatch, 5, kWidth});
  const auto expected = mlp.contract.forward(quickGelu(mlp.expand.forward(x)));
  CHECK(largestDifference(mlp.forward(x), expected) < 1e-10);
}

TEST_CASE("The vector-Jacobian product of a layer norm is its gradient") {
  Rng rng(2);
  const auto norm = normOf(rng);
  checkVjp([&](const at::Tensor &x) { return norm.forward(x); },
           [&](const at::Tensor &x, const at::Tensor &g) { return norm.vjp(x, g); });
}

TEST_CASE("The vector-Jacobian product of the QuickGELU layers is their gradient") {
  Rng rng(3);
  const QuickGeluMlp mlp{linearOf(rng, 4 * kWidth, kWidth), linearOf(rng, kWidth, 4 * kWidth)};
  checkVjp([&](const at::Tensor &x) { return mlp.forward(x); },
           [&](const at::Tensor &x, const at::Tensor &g) { return mlp.vjp(mlp.hidden(x), g); });
}

TEST_CASE("With GELU between two layers, forward pass and vector-Jacobian product are exact") {
  Rng rng(5);
  const QuickGeluMlp mlp{linearOf(rng, 4 * kWidth, kWidth), linearOf(rng, kWidth, 4 * kWidth),
                         Activation::Gelu};
  const auto x = normal(rng, {kBatch, 5, kWidth});
  const auto expected = mlp.contract.forward(at::gelu(mlp.expand.forward(x)));
  CHECK(largestDifference(mlp.forward(x), expected) < 1e-10);
  checkVjp([&](const at::Tensor &y) { return mlp.forward(y); },
           [&](const at::Tensor &y, const at::Tensor &g) { return mlp.vjp(mlp.hidden(y), g); });
}

TEST_CASE(
    "A block for the first token alone is the whole block's first token, and so is its "
    "vector-Jacobian product") {
  Rng rng(4);
  TransformerBlock block{normOf(rng),
                         {linearOf(rng, 3 * kWidth, kWidth), linearOf(rng, kWidth, kWidth), 3},
                         normOf(rng),
                         {linearOf(rng, 4 * kWidth, kWidth), linearOf(rng, kWidth, 4 * kWidth)}};
  const auto x = normal(rng, {kBatch, 6, kWidth}).requires_grad_(true);
  const auto pass = block.forwardFirstToken(x);
  CHECK(largestDifference(pass.output, block.forward(x, false).select(1, 0)) < 1e-10);

  const auto gradients = normal(rng, {kBatch, kGradients, kWidth});
  const auto atHeads = block.vjpToHeads(pass, gradients);
  for (std::int64_t p = 0; p < kGradients; ++p) {
    const auto expected = torch::autograd::grad({pass.output}, {pass.attention.gathered},
                                                {gradients.select(1, p)}, true)[0];
    CHECK(largestDifference(atHeads.select(1, p), expected) < 1e-10);
  }
}
