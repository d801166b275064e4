// bench_convolution [--threads N]: plain 3x3 convolutions against SameConvolution's, forwards and
// backwards, at the sizes of the starter pack's step and of a full-size generator. Pictures and
// kernels are taken in turn, so that they come from memory as they do in a step.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <vector>

#include "engine/core/device.h"
#include "engine/evaluate/step_timer.h"
#include "engine/models/memory_reuse.h"
#include "engine/nn/convolution_layout.h"
#include "engine/nn/same_convolution.h"

using namespace everyword;

namespace {

struct Shape {
  const char *where;
  std::int64_t batch, channels, height, width;
};

template <typename Work>
double secondsOf(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Seconds of a plain convolution and of ours, both ways through.
std::pair<double, double> timesOf(const Shape &shape, int kernels, int repeats) {
  std::vector<SameConvolution> convolutions;
  for (int i = 0; i < kernels; ++i) {
    convolutions.emplace_back(
        inConvolutionLayout(at::randn({shape.channels, shape.channels, 3, 3})));
  }
  const at::Tensor x =
      inConvolutionLayout(at::randn({shape.batch, shape.channels, shape.height, shape.width}));
  const at::Tensor above = at::ones_like(x);
  const auto both = [&](const auto &convolve) {
    for (const SameConvolution &convolution : convolutions) {
      const at::Tensor in = x.detach().requires_grad_();
      torch::autograd::grad({convolve(convolution, in)}, {in}, {above});
    }
  };
  const auto plain = [](const SameConvolution &c, const at::Tensor &in) {
    return at::conv2d(in, c.weight(), {}, at::IntArrayRef{1, 1}, at::IntArrayRef{1, 1});
  };
  const auto ours = [](const SameConvolution &c, const at::Tensor &in) { return c(in); };
  std::vector<double> plainTimes, ourTimes;
  both(plain);
  both(ours);
  for (int i = 0; i < repeats; ++i) {
    plainTimes.push_back(secondsOf([&] { both(plain); }) / kernels);
    ourTimes.push_back(secondsOf([&] { both(ours); }) / kernels);
  }
  return {median(plainTimes), median(ourTimes)};
}

}  // namespace

int main(int argc, char **argv) {
  CLI::App app("Plain 3x3 convolutions against SameConvolution's");
  int threads = 2, kernels = 8, repeats = 5;
  app.add_option("--threads", threads)->check(CLI::PositiveNumber);
  app.add_option("--kernels", kernels, "taken in turn")->check(CLI::PositiveNumber);
  app.add_option("--repeats", repeats)->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  reuseFreedMemory();
  setThreads(threads);
  const std::vector<Shape> shapes = {
      {"starter, stem", 8, 48, 32, 32},          {"starter, stem", 8, 96, 16, 16},
      {"starter, stem", 8, 192, 8, 8},           {"starter, generator", 1, 144, 8, 8},
      {"starter, generator", 1, 96, 16, 16},     {"starter, generator", 1, 48, 32, 32},
      {"starter, generator", 1, 24, 64, 64},     {"starter, generator", 1, 24, 128, 128},
      {"full size, generator", 1, 512, 18, 16},  {"full size, generator", 1, 256, 36, 32},
      {"full size, generator", 1, 256, 72, 64},  {"full size, generator", 1, 128, 144, 128},
      {"full size, generator", 1, 128, 288, 256}};
  std::printf("%-24s %-22s %10s %10s %7s\n", "", "pictures", "plain, ms", "ours, ms", "ratio");
  for (const Shape &shape : shapes) {
    const bool large = shape.batch * shape.height * shape.width * shape.channels > 1 << 20;
    const auto [plain, ours] = timesOf(shape, large ? 1 : kernels, repeats);
    std::printf("%-24s %2ld x %3ld x %3ld x %3ld    %10.3f %10.3f %7.2f\n", shape.where,
                static_cast<long>(shape.batch), static_cast<long>(shape.channels),
                static_cast<long>(shape.height), static_cast<long>(shape.width), 1e3 * plain,
                1e3 * ours, plain / ours);
  }
}
