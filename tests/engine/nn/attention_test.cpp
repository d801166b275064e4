#include "engine/nn/attention.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/core/rng.h"
#include "engine/nn/transformer_block.h"

using namespace everyword;

namespace {

constexpr std::int64_t kWidth = 24, kHeads = 3, kTokens = 7;

MultiHeadAttention attentionOf(Rng &rng) {
  MultiHeadAttention a;
  a.in = {rng.normalTensor({3 * kWidth, kWidth}) * 0.3, rng.normalTensor({3 * kWidth})};
  a.out = {rng.normalTensor({kWidth, kWidth}) * 0.3, rng.normalTensor({kWidth})};
  a.heads = kHeads;
  return a;
}

double largestDifference(const at::Tensor &a, const at::Tensor &b) {
  return (a - b).abs().max().item<double>();
}

}  // namespace

TEST_CASE("Asking for the weights does not change what attention computes") {
  Rng rng(1);
  const auto attention = attentionOf(rng);
  const auto x = rng.normalTensor({2, kTokens, kWidth});
  const bool causal = GENERATE(false, true);
  at::Tensor weights;
  const auto explicitly = attention.forward(x, causal, &weights);
  CHECK(largestDifference(explicitly, attention.forward(x, causal)) < 1e-5);
  REQUIRE(weights.sizes() == at::IntArrayRef({2, kHeads, kTokens, kTokens}));
  CHECK(largestDifference(weights.sum(-1), at::ones({2, kHeads, kTokens})) < 1e-5);
  CHECK(weights.requires_grad());
}

TEST_CASE("A causal token does not see what comes after it") {
  Rng rng(2);
  const auto attention = attentionOf(rng);
  const auto x = rng.normalTensor({1, kTokens, kWidth});
  auto changed = x.clone();
  changed.select(1, kTokens - 1).add_(1);
  at::Tensor weights;
  const auto before = attention.forward(x, true, &weights).narrow(1, 0, kTokens - 1);
  CHECK(at::equal(weights.triu(1), at::zeros_like(weights)));
  CHECK(largestDifference(before, attention.forward(changed, true).narrow(1, 0, kTokens - 1)) <
        1e-5);
  CHECK(largestDifference(attention.forward(x, false), attention.forward(changed, false)) > 1e-2);
}

TEST_CASE("The first token's own pass is the first row of the whole one") {
  Rng rng(3);
  const auto attention = attentionOf(rng);
  const auto x = rng.normalTensor({2, kTokens, kWidth});
  at::Tensor weights;
  const auto whole = attention.forward(x, false, &weights);
  const auto first = attention.forwardFirstToken(x);
  CHECK(largestDifference(first.attention, weights.select(2, 0)) < 1e-6);
  CHECK(largestDifference(attention.out.forward(first.gathered), whole.select(1, 0)) < 1e-5);
  CHECK(first.values.sizes() == at::IntArrayRef({2, kHeads, kTokens, kWidth / kHeads}));
}

TEST_CASE("The fused attention has the gradient of the explicit one") {
  Rng rng(4);
  const auto attention = attentionOf(rng);
  const auto x = rng.normalTensor({2, kTokens, kWidth}).requires_grad_(true);
  const auto direction = rng.normalTensor({2, kTokens, kWidth});
  const auto gradientOf = [&](const at::Tensor &y) {
    return torch::autograd::grad({(y * direction).sum()}, {x})[0];
  };
  at::Tensor weights;
  CHECK(largestDifference(gradientOf(attention.forward(x, true)),
                          gradientOf(attention.forward(x, true, &weights))) < 1e-4);
}

TEST_CASE("A block's first token alone is that of the whole block, and so is its gradient") {
  Rng rng(4);
  const auto norm = [&] {
    return LayerNorm{rng.normalTensor({kWidth}) + 1, rng.normalTensor({kWidth})};
  };
  const auto linear = [&](std::int64_t out, std::int64_t in) {
    return Linear{rng.normalTensor({out, in}) * 0.3, rng.normalTensor({out})};
  };
  TransformerBlock block;
  block.norm1 = norm();
  block.attention = attentionOf(rng);
  block.norm2 = norm();
  block.mlp = {linear(4 * kWidth, kWidth), linear(kWidth, 4 * kWidth)};
  const auto x = rng.normalTensor({2, kTokens, kWidth}).requires_grad_(true);
  const auto whole = block.forward(x, false).select(1, 0);
  at::Tensor weights;
  const auto alone = block.forwardFirstToken(x, &weights).output;
  CHECK(largestDifference(whole, alone) < 1e-5);
  REQUIRE(weights.sizes() == at::IntArrayRef({2, kHeads, 1, kTokens}));
  const auto gradientOf = [&](const at::Tensor &y) {
    return torch::autograd::grad({y.square().sum()}, {x})[0];
  };
  const auto expected = gradientOf(whole);
  CHECK(largestDifference(gradientOf(alone), expected) <
        1e-5 * expected.abs().max().item<double>());
}
