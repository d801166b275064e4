#include "engine/nn/pixel_rows.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "engine/nn/in_threads.h"

using namespace everyword;

namespace {

constexpr double kSlope = 0.2, kGain = 1.5;

struct Maps {
  at::Tensor a, b, noise, bias, scale;
};

/// Two pictures of several blocks, the last one not whole.
Maps maps(at::MemoryFormat format) {
  at::manual_seed(5);
  const auto map = [&] { return at::randn({2, 24, 31, 37}).contiguous(format); };
  return {map(), map(), at::randn({1, 1, 31, 37}), at::randn({1, 24, 1, 1}), at::randn({2, 24})};
}

/// Everything that the operations give.
std::vector<at::Tensor> results(const Maps &m) {
  at::Tensor scaled = m.a.clone();
  const at::Tensor sums = pixelDotsThenScale(scaled, m.b, m.scale);
  const at::Tensor y = biasedLeakyRelu(m.a, m.noise, m.bias, kSlope, kGain);
  return {y, leakyReluGradient(m.b, y, kSlope, kGain), pixelDots(m.a, m.b), sums, scaled};
}

}  // namespace

TEST_CASE("Operations on rows of pixels are those of LibTorch in every layout", "[nn]") {
  const auto format = GENERATE(at::MemoryFormat::Contiguous, at::MemoryFormat::ChannelsLast);
  const Maps m = maps(format);
  const std::vector<at::Tensor> found = results(m);
  const at::Tensor y = at::leaky_relu(m.a + m.noise + m.bias, kSlope) * kGain;
  const at::Tensor factors = at::where(y > 0, kGain, kGain * kSlope);
  CHECK(at::allclose(found[0], y, 1e-6, 1e-6));
  CHECK(at::allclose(found[1], m.b * factors, 1e-5, 1e-6));
  const at::Tensor sums = (m.a.to(at::kDouble) * m.b.to(at::kDouble)).sum({2, 3});
  CHECK(at::allclose(found[2].to(at::kDouble), sums, 1e-4, 1e-4));
  CHECK(at::equal(found[2], found[3]));
  CHECK(at::allclose(found[4], m.a * m.scale.unsqueeze(-1).unsqueeze(-1), 1e-6, 1e-6));
}

TEST_CASE("Sums over pixels are the same in one thread and in several", "[nn]") {
  const int threads = at::get_num_threads();
  at::set_num_threads(3);
  const Maps m = maps(at::MemoryFormat::ChannelsLast);
  const std::vector<at::Tensor> several = results(m);
  std::vector<at::Tensor> one;
  inOneThread([&] {
    CHECK(at::get_num_threads() == 1);
    one = results(m);
  });
  CHECK(at::get_num_threads() == 3);
  at::set_num_threads(threads);
  for (std::size_t i = 0; i < several.size(); ++i) {
    CHECK(at::equal(one[i], several[i]));
  }
}

TEST_CASE("A picture that is no number stays so", "[nn]") {
  at::Tensor x = at::zeros({1, 8, 2, 2}).contiguous(at::MemoryFormat::ChannelsLast);
  x[0][3][1][1] = std::nan("");
  const at::Tensor y =
      biasedLeakyRelu(x, at::zeros({1, 1, 2, 2}), at::zeros({1, 8, 1, 1}), kSlope, kGain);
  CHECK(y.isnan().sum().item<std::int64_t>() == 1);
}
