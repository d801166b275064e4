#include "engine/nn/shard_batch.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

#include <atomic>
#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/core/device.h"
#include "engine/nn/activation_checkpointing.h"

using namespace everyword;

namespace {

/// Runs a test with two threads, whatever the machine has.
struct TwoThreads {
  TwoThreads() { setThreads(2); }
  ~TwoThreads() { setThreads(before); }
  int before = at::get_num_threads();
};

struct Outcome {
  at::Tensor value, gradient;
};

template <typename Make>
Outcome outcomeOf(const at::Tensor &start, Make make) {
  const at::Tensor x = start.detach().requires_grad_();
  const at::Tensor value = make(x);
  return {value.detach(), torch::autograd::grad({value.square().sum()}, {x})[0]};
}

}  // namespace

TEST_CASE("Pictures that two threads share have the values and gradients of one thread", "[nn]") {
  const TwoThreads threads;
  at::manual_seed(3);
  const at::Tensor weight = at::rand({5, 7}), pictures = at::rand({6, 4, 5});
  const auto block = [&](const at::Tensor &x) { return at::silu(at::matmul(x, weight)); };
  std::atomic<int> sharesOfThree{0};
  const auto counted = [&](const at::Tensor &x) {
    sharesOfThree += x.size(0) == 3 ? 1 : 0;
    return block(x);
  };
  const Outcome whole = outcomeOf(pictures, block);
  const Outcome shared =
      outcomeOf(pictures, [&](const at::Tensor &x) { return shardBatch(counted, x); });
  CHECK(sharesOfThree == 2);
  CHECK(at::allclose(whole.value, shared.value, 1e-6, 1e-6));
  CHECK(at::allclose(whole.gradient, shared.gradient, 1e-6, 1e-6));
}

TEST_CASE("Blocks are checkpointed in each of the threads that share a batch", "[nn]") {
  const TwoThreads threads;
  std::atomic<int> runs{0};
  const auto layer = [&](const at::Tensor &x) {
    ++runs;
    return at::silu(x * 2);
  };
  outcomeOf(at::rand({2, 3}), [&](const at::Tensor &x) {
    return shardBatch([&](const at::Tensor &share) { return checkpointIf(true, layer, share); }, x);
  });
  CHECK(runs == 4);  // twice for each of two threads
}

TEST_CASE("Pictures that the threads cannot share equally, or without gradients, stay together",
          "[nn]") {
  const TwoThreads threads;
  int runs = 0;
  const auto block = [&](const at::Tensor &x) {
    ++runs;
    return x * 2;
  };
  shardBatch(block, at::rand({3, 2}).requires_grad_());
  shardBatch(block, at::rand({4, 2}));
  CHECK(runs == 2);
}

TEST_CASE("An error in one of the threads arrives, and so does a second derivative's", "[nn]") {
  const TwoThreads threads;
  const at::Tensor x = at::rand({4, 2}).requires_grad_();
  CHECK_THROWS_AS(shardBatch([](const at::Tensor &) -> at::Tensor { throw Error("broken"); }, x),
                  Error);
  const at::Tensor y = shardBatch([](const at::Tensor &share) { return share.square(); }, x);
  CHECK_THROWS_AS(torch::autograd::grad({y.square().sum()}, {x}, {}, true, true), Error);
}

TEST_CASE("Shared pictures give their gradient twice where the graph is kept", "[nn]") {
  const TwoThreads threads;
  const at::Tensor x = at::rand({4, 2}).requires_grad_();
  const at::Tensor y = shardBatch([](const at::Tensor &share) { return share.square(); }, x).sum();
  const at::Tensor first = torch::autograd::grad({y}, {x}, {}, true)[0];
  CHECK(at::equal(first, torch::autograd::grad({y}, {x})[0]));
}
