#include "engine/core/rng.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/core/device.h"

using namespace everyword;

TEST_CASE("The same seed draws the same numbers, another seed draws others", "[core]") {
  Rng first(7), second(7), other(8);
  const at::Tensor numbers = first.normalTensor({64});
  CHECK(at::equal(numbers, second.normalTensor({64})));
  CHECK_FALSE(at::equal(numbers, other.normalTensor({64})));
}

TEST_CASE("A restored state goes on where it was saved", "[core]") {
  Rng rng(3);
  rng.uniform(0, 1);
  const at::Tensor state = rng.state();
  const at::Tensor next = rng.uniformTensor({20}, -1, 1);
  Rng later(99);
  later.setState(state);
  CHECK(at::equal(next, later.uniformTensor({20}, -1, 1)));
}

TEST_CASE("A chance of one always comes true and a chance of zero never", "[core]") {
  Rng rng(1);
  for (int i = 0; i < 50; ++i) {
    CHECK(rng.chance(1.0));
    CHECK_FALSE(rng.chance(0.0));
  }
}

TEST_CASE("A batch of normal numbers is the same with one thread and with several", "[core]") {
  const int threads = at::get_num_threads();
  setThreads(1);
  const at::Tensor alone = Rng(5).normalBatch({6, 50, 40});
  setThreads(3);
  const at::Tensor together = Rng(5).normalBatch({6, 50, 40});
  setThreads(threads);
  CHECK(at::equal(alone, together));
  CHECK_FALSE(at::equal(alone[0], alone[1]));
  CHECK(std::abs(alone.mean().item<double>()) < 0.05);
  CHECK(alone.std().item<double>() == Approx(1).margin(0.05));
}
