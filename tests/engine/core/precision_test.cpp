#include "engine/core/precision.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

using namespace everyword;

TEST_CASE("A leaf that enters a product in bfloat16 is let go when the guarded region ends",
          "[core]") {
  const at::Tensor weight = at::randn({4, 4}), kernel = at::randn({4, 4, 3, 3});
  const auto linear = [&](const at::Tensor &x) { return at::linear(x, weight); };
  const auto convolution = [&](const at::Tensor &x) { return at::conv2d(x, kernel); };
  for (int step = 0; step < 3; ++step) {
    const at::Tensor x = at::randn({1, 4, 4, 4}).requires_grad_();
    const auto before = x.weak_use_count();  // autocast's cache refers weakly to what it has cast
    {
      const ReducedPrecision reduced(Precision::Bf16, c10::kCPU);
      CHECK(linear(x).scalar_type() == at::kBFloat16);
      CHECK(convolution(x).scalar_type() == at::kBFloat16);
      CHECK(x.weak_use_count() > before);
      {
        const FullPrecision full(c10::kCPU);
        CHECK(linear(x).scalar_type() == at::kFloat);
      }
      CHECK(x.weak_use_count() > before);  // the outer region goes on
    }
    CHECK(x.weak_use_count() == before);
  }
}
