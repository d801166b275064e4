#include "engine/nn/cpu/winograd.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <catch2/catch.hpp>

#include "engine/nn/convolution_layout.h"

using namespace everyword;

namespace {

const std::vector<std::int64_t> kOne = {1, 1};

at::Tensor pictures(at::IntArrayRef size) { return inConvolutionLayout(at::randn(size)); }

double deviation(const at::Tensor &value, const at::Tensor &exact) {
  return (value - exact).square().mean().sqrt().item<double>();
}

}  // namespace

TEST_CASE("Winograd's convolution is the plain one, rounded to within three times of it", "[nn]") {
  at::manual_seed(3);
  const std::int64_t side[][2] = {{8, 8}, {12, 20}, {7, 9}, {1, 5}, {33, 2}, {40, 41}};
  const std::int64_t channels[][2] = {{16, 24}, {48, 32}, {24, 48}, {96, 96}};
  for (const auto &[height, width] : side) {
    for (const auto &[from, to] : channels) {
      const at::Tensor x = pictures({3, from, height, width}), bias = at::randn({to});
      const at::Tensor kernels = at::randn({to, from, 3, 3});
      const at::Tensor ours = winograd::convolve(x, winograd::transformedKernels(kernels), bias);
      const at::Tensor plain = at::conv2d(x, kernels, bias, kOne, kOne);
      const at::Tensor exact =
          at::conv2d(x.to(at::kDouble), kernels.to(at::kDouble), bias.to(at::kDouble), kOne, kOne);
      INFO(from << " to " << to << " channels, " << height << " x " << width);
      CHECK(ours.sizes() == plain.sizes());
      CHECK(ours.is_contiguous(at::MemoryFormat::ChannelsLast));
      CHECK(deviation(ours, exact) < 3 * deviation(plain, exact) + 1e-6);
    }
  }
}

TEST_CASE("Without a bias nothing is added", "[nn]") {
  const at::Tensor x = pictures({1, 16, 6, 6}), kernels = at::zeros({16, 16, 3, 3});
  CHECK(
      winograd::convolve(x, winograd::transformedKernels(kernels), {}).abs().max().item<float>() ==
      0);
}

TEST_CASE("One picture's convolution has the same bytes alone, in a batch and in any thread",
          "[nn]") {
  at::manual_seed(4);
  const at::Tensor x = pictures({6, 24, 18, 10});
  const at::Tensor values = winograd::transformedKernels(at::randn({16, 24, 3, 3}));
  const at::Tensor together = winograd::convolve(x, values, {});
  std::vector<at::Tensor> alone(6);
  at::parallel_for(0, 6, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      alone[static_cast<std::size_t>(i)] = winograd::convolve(
          x.narrow(0, i, 1).contiguous(at::MemoryFormat::ChannelsLast), values, {});
    }
  });
  CHECK(at::equal(together, at::cat(alone)));
}

TEST_CASE("Channels that fill no registers are left to the plain convolution", "[nn]") {
  CHECK(winograd::takes(16, 24));
  CHECK(winograd::takes(128, 512));
  CHECK_FALSE(winograd::takes(3, 24));
  CHECK_FALSE(winograd::takes(24, 8));
}

TEST_CASE("A tile of sixteen pixels takes thirty-six products of channels", "[nn]") {
  const at::Tensor x = pictures({2, 16, 9, 8});
  const at::Tensor values = winograd::transformedKernels(at::randn({32, 16, 3, 3}));
  const auto operations = winograd::operations(x, values);
  CHECK(operations.done == 2.0 * 2 * 16 * 32 * 36 * 3 * 2);
  CHECK(operations.plain == 2.0 * 2 * 16 * 32 * 9 * 9 * 8);
  CHECK(winograd::bytesOfTransformedKernels(16, 32) == static_cast<double>(values.nbytes()));
}

TEST_CASE("Winograd's way is chosen only where its kernels were compiled for AVX2", "[nn]") {
#if defined(__x86_64__) && defined(__clang__) && !defined(__AVX2__)
  CHECK_FALSE(winograd::paysHere());  // no clones: the kernels would run with SSE2
#elif defined(__x86_64__)
  CHECK(winograd::paysHere() ==
        (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0));
#else
  CHECK(winograd::paysHere());
#endif
}
