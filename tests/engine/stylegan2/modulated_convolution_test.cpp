#include "engine/models/stylegan2/modulated_convolution.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

using namespace everyword;

namespace {

const auto kDouble = at::TensorOptions().dtype(at::kDouble);

at::Tensor blur() {
  const at::Tensor row = at::tensor({1.0, 3.0, 3.0, 1.0}, kDouble);
  return at::outer(row, row) / 16;
}

/// The published formula for one sample, with nothing but operations that know their derivatives.
at::Tensor writtenOut(const at::Tensor &x, const at::Tensor &style, const at::Tensor &kernel,
                      bool upsample) {
  const at::Tensor scaled = kernel * style.view({1, -1, 1, 1});
  const at::Tensor weight = scaled * at::rsqrt(scaled.square().sum({1, 2, 3}, true) + 1e-8);
  if (!upsample) {
    return at::conv2d(x, weight, {}, 1, 1);
  }
  const at::Tensor spread = at::conv_transpose2d(x, weight.transpose(0, 1), {}, 2);
  const std::int64_t channels = kernel.size(0);
  return at::conv2d(spread, blur().expand({channels, 1, 4, 4}), {}, 1, 1, 1, channels);
}

}  // namespace

TEST_CASE("The modulated convolution and its derivative are those of the formula", "[stylegan2]") {
  at::manual_seed(7);
  const bool upsample = GENERATE(false, true);
  INFO("upsampling " << upsample);
  const at::Tensor kernel = at::randn({4, 3, 3, 3}, kDouble);
  const at::Tensor x = at::randn({2, 3, 5, 6}, kDouble).requires_grad_();
  const at::Tensor style = at::randn({2, 3}, kDouble).requires_grad_();
  const stylegan2::ModulatedConvolution convolution(kernel, upsample ? blur() : at::Tensor());
  const at::Tensor y = convolution(x, style);
  const at::Tensor expected = at::cat({writtenOut(x.narrow(0, 0, 1), style[0], kernel, upsample),
                                       writtenOut(x.narrow(0, 1, 1), style[1], kernel, upsample)});
  CHECK(at::allclose(y, expected, 1e-10, 1e-10));

  const at::Tensor weight = at::randn_like(y);
  const auto actual = torch::autograd::grad({(y * weight).sum()}, {x, style});
  const auto wanted = torch::autograd::grad({(expected * weight).sum()}, {x, style});
  CHECK(at::allclose(actual[0], wanted[0], 1e-8, 1e-8));
  CHECK(at::allclose(actual[1], wanted[1], 1e-8, 1e-8));
}

TEST_CASE("One input serves a batch of styles", "[stylegan2]") {
  const stylegan2::ModulatedConvolution convolution(at::randn({4, 3, 3, 3}), {});
  const at::Tensor x = at::randn({1, 3, 4, 4}), style = at::randn({2, 3});
  const at::Tensor y = convolution(x, style);
  CHECK(y.sizes() == at::IntArrayRef({2, 4, 4, 4}));
  CHECK(at::allclose(y[1], convolution(x, style.narrow(0, 1, 1))[0], 1e-4, 1e-5));
}
