#include "engine/nn/same_convolution.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/nn/convolution_layout.h"
#include "engine/nn/cpu/winograd.h"

using namespace everyword;

namespace {

/// The picture's convolution, and first and second derivatives of a function of it.
struct Outcome {
  at::Tensor value, first, second;
};

template <typename Convolve>
Outcome outcomeOf(const at::Tensor &picture, Convolve convolve) {
  const at::Tensor x = picture.detach().requires_grad_();
  const at::Tensor value = convolve(x);
  const at::Tensor first =
      torch::autograd::grad({value.pow(3).sum()}, {x}, {}, std::nullopt, true)[0];
  const at::Tensor second = torch::autograd::grad({first.square().sum()}, {x})[0];
  return {value.detach(), first.detach(), second};
}

/// The largest difference, as a share of the largest number.
double distance(const at::Tensor &a, const at::Tensor &b) {
  return ((a - b).abs().max() / b.abs().max()).item<double>();
}

void compare(std::int64_t kernel, at::IntArrayRef size, std::int64_t to, bool withBias) {
  const at::Tensor weight = at::randn({to, size[1], kernel, kernel}) / 5;
  const at::Tensor bias = withBias ? at::randn({to}) : at::Tensor();
  const at::Tensor picture = inConvolutionLayout(at::randn(size));
  const SameConvolution convolution(inConvolutionLayout(weight), bias);
  const Outcome ours = outcomeOf(picture, [&](const at::Tensor &x) { return convolution(x); });
  const Outcome plain = outcomeOf(picture, [&](const at::Tensor &x) {
    return at::conv2d(x, weight, bias, {1, 1}, {kernel / 2, kernel / 2});
  });
  CHECK(distance(ours.value, plain.value) < 1e-5);
  CHECK(distance(ours.first, plain.first) < 2e-5);
  CHECK(distance(ours.second, plain.second) < 5e-5);
}

}  // namespace

TEST_CASE("A convolution and its derivatives are LibTorch's, whichever way it is done", "[nn]") {
  at::manual_seed(11);
  compare(3, {2, 24, 8, 6}, 16, true);
  compare(3, {1, 16, 9, 11}, 48, false);
  compare(3, {1, 16, 5, 9}, 16, true);  // few pixels: plainly
  compare(3, {2, 20, 8, 6}, 12, true);  // these channels fill no registers: plainly
  compare(1, {3, 16, 7, 7}, 16, true);
}

TEST_CASE("One convolution takes pictures of several sizes in turn", "[nn]") {
  at::manual_seed(12);
  const at::Tensor weight = at::randn({16, 16, 3, 3});
  const SameConvolution convolution(inConvolutionLayout(weight));
  for (const std::int64_t side : {8, 11, 8, 4}) {
    const at::Tensor x = inConvolutionLayout(at::randn({1, 16, side, side}));
    CHECK(at::allclose(convolution(x),
                       at::conv2d(x, weight, {}, at::IntArrayRef{1, 1}, at::IntArrayRef{1, 1}),
                       1e-4, 1e-4));
  }
}

TEST_CASE("Kernels that are convolved plainly take no more than their weights", "[nn]") {
  CHECK(SameConvolution::extraBytes(96, 96) == (winograd::paysHere() ? 2 * 36 * 96 * 96 * 4 : 0));
  CHECK(SameConvolution::extraBytes(3, 24) == 0);
  CHECK(SameConvolution::extraBytes(512, 512) == 0);
}
