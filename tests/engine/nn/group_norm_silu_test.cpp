// The one operation against LibTorch's three, in double precision.
#include "engine/nn/group_norm_silu.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"

using namespace everyword;

namespace {

struct Case {
  at::Tensor x, residual, weight, bias, above;
};

/// Channels last, with a mean far from zero, and more rows than one block has.
Case made(std::int64_t pictures, std::int64_t channels, std::int64_t height, std::int64_t width) {
  at::manual_seed(11);
  const auto picture = [&](double scale, double shift) {
    return (at::randn({pictures, channels, height, width}) * scale + shift)
        .contiguous(at::MemoryFormat::ChannelsLast);
  };
  return {picture(2, 30), picture(1, 0), at::randn({channels}) + 1, at::randn({channels}),
          picture(1, 0)};
}

/// Value, gradient at x and, where there is one, at the residual.
std::vector<at::Tensor> outcome(const Case &c, bool withResidual, at::ScalarType type) {
  const at::Tensor x = c.x.to(type).detach().requires_grad_();
  const at::Tensor residual =
      withResidual ? c.residual.to(type).detach().requires_grad_() : at::Tensor();
  const at::Tensor y = groupNormSilu(x, 4, c.weight.to(type), c.bias.to(type), 1e-6, residual);
  std::vector<at::Tensor> inputs = {x};
  if (withResidual) {
    inputs.push_back(residual);
  }
  auto results = torch::autograd::grad({y}, inputs, {c.above.to(type)});
  results.push_back(y.detach());
  return results;
}

}  // namespace

TEST_CASE("Norm and silu in one operation have LibTorch's value and gradients", "[nn]") {
  for (const bool withResidual : {false, true}) {
    for (const Case &c : {made(1, 24, 30, 20), made(3, 8, 2, 2), made(2, 12, 16, 17)}) {
      const auto plain = outcome(c, withResidual, at::kDouble);
      const auto fused = outcome(c, withResidual, at::kFloat);
      REQUIRE(plain.size() == fused.size());
      for (std::size_t i = 0; i < plain.size(); ++i) {
        const double largest = plain[i].abs().max().item<double>();
        const double apart = (fused[i].to(at::kDouble) - plain[i]).abs().max().item<double>();
        CHECK(apart < 2e-5 * largest);
      }
    }
  }
}

TEST_CASE("Values far from zero neither overflow nor become numbers that are none", "[nn]") {
  Case c = made(1, 8, 4, 4);
  c.weight.fill_(500);
  for (const at::Tensor &result : outcome(c, false, at::kFloat)) {
    CHECK(result.isfinite().all().item<bool>());
  }
}

TEST_CASE("A second derivative of the one operation is refused, not wrong", "[nn]") {
  const Case c = made(1, 8, 4, 4);
  const at::Tensor x = c.x.detach().requires_grad_();
  const at::Tensor above = c.above.detach().requires_grad_();
  const at::Tensor y = groupNormSilu(x, 4, c.weight, c.bias, 1e-6);
  CHECK_THROWS_AS(torch::autograd::grad({y}, {x}, {above}, true, true), Error);
}
