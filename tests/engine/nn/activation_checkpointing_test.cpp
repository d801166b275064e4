#include "engine/nn/activation_checkpointing.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

using namespace everyword;

namespace {

/// Counts how often it runs.
struct Layer {
  at::Tensor weight = at::rand({6, 6});
  int *runs;
  at::Tensor operator()(const at::Tensor &x) const {
    ++*runs;
    return at::silu(at::matmul(x, weight));
  }
};

struct Outcome {
  at::Tensor value, gradient;
  int runs = 0;
};

Outcome twoLayers(bool checkpointed) {
  at::manual_seed(5);
  Outcome outcome;
  const Layer first{at::rand({6, 6}), &outcome.runs}, second{at::rand({6, 6}), &outcome.runs};
  const at::Tensor x = at::rand({3, 6}).requires_grad_();
  outcome.value = checkpointIf(checkpointed, second, checkpointIf(checkpointed, first, x));
  outcome.gradient = torch::autograd::grad({outcome.value.square().sum()}, {x})[0];
  return outcome;
}

}  // namespace

TEST_CASE("A checkpointed block gives the same value and gradient, to the last bit", "[nn]") {
  const Outcome kept = twoLayers(false), again = twoLayers(true);
  CHECK(kept.runs == 2);
  CHECK(again.runs == 4);
  CHECK(at::equal(kept.value, again.value));
  CHECK(at::equal(kept.gradient, again.gradient));
}

TEST_CASE("Without a gradient to come, a block runs once also when it is checkpointed", "[nn]") {
  int runs = 0;
  const Layer layer{at::rand({6, 6}), &runs};
  checkpointIf(true, layer, at::rand({3, 6}));
  {
    const at::NoGradGuard noGraph;
    checkpointIf(true, layer, at::rand({3, 6}).requires_grad_());
  }
  CHECK(runs == 2);
}
