#include "engine/nn/pixel_rows.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

#include "engine/nn/cpu/pixel_kernels.h"

namespace everyword {

namespace {

/// Rows that are summed in float32 before they go into a double. Sums are taken in the order of
/// these blocks, whatever the threads do.
constexpr std::int64_t kBlock = 256;
/// Numbers that are worth waking a thread for.
constexpr std::int64_t kGrain = 32768;

bool isPlain(const at::Tensor &t) {
  return t.is_cpu() && t.scalar_type() == at::kFloat &&
         t.is_contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor perChannel(const at::Tensor &t) { return t.unsqueeze(-1).unsqueeze(-1); }

/// use(picture, block, rows before it in the picture, its rows)
template <typename Use>
void forEachBlock(const at::Tensor &x, Use use) {
  const std::int64_t channels = x.size(1), rows = x.size(2) * x.size(3);
  const std::int64_t blocks = (rows + kBlock - 1) / kBlock;
  const std::int64_t grain = std::max<std::int64_t>(1, kGrain / (kBlock * channels));
  at::parallel_for(0, x.size(0) * blocks, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int64_t first = i % blocks * kBlock;
      use(i / blocks, i % blocks, first, std::min(kBlock, rows - first));
    }
  });
}

/// Adds up what `sum(picture, first number of the block, its rows, where to)` says of the blocks.
template <typename Sum>
at::Tensor summed(const at::Tensor &x, Sum sum) {
  const std::int64_t channels = x.size(1), rows = x.size(2) * x.size(3);
  const std::int64_t blocks = (rows + kBlock - 1) / kBlock;
  std::vector<float> parts(static_cast<std::size_t>(x.size(0) * blocks * channels));
  forEachBlock(
      x, [&](std::int64_t picture, std::int64_t block, std::int64_t first, std::int64_t length) {
        sum(picture, (picture * rows + first) * channels, length,
            parts.data() + (picture * blocks + block) * channels);
      });
  at::Tensor result = at::empty({x.size(0), channels}, x.options());
  float *to = result.mutable_data_ptr<float>();
  for (std::int64_t picture = 0; picture < x.size(0); ++picture) {
    std::vector<double> sums(static_cast<std::size_t>(channels));
    const float *part = parts.data() + picture * blocks * channels;
    for (std::int64_t block = 0; block < blocks; ++block) {
      for (std::int64_t c = 0; c < channels; ++c) {
        sums[static_cast<std::size_t>(c)] += *part++;
      }
    }
    std::copy(sums.begin(), sums.end(), to + picture * channels);
  }
  return result;
}

}  // namespace

at::Tensor biasedLeakyRelu(const at::Tensor &x, const at::Tensor &ofPixel,
                           const at::Tensor &ofChannel, double slope, double gain) {
  const at::Tensor noise = ofPixel.contiguous(), bias = ofChannel.contiguous();
  if (!isPlain(x) || noise.scalar_type() != at::kFloat || bias.scalar_type() != at::kFloat) {
    return at::leaky_relu((x + noise).add_(bias), slope).mul_(gain);
  }
  at::Tensor y = at::empty_like(x);
  const std::int64_t channels = x.size(1), rows = x.size(2) * x.size(3);
  const float *from = x.const_data_ptr<float>(), *ofRow = noise.const_data_ptr<float>();
  float *to = y.mutable_data_ptr<float>();
  forEachBlock(x, [&](std::int64_t picture, std::int64_t, std::int64_t first, std::int64_t length) {
    const std::int64_t start = (picture * rows + first) * channels;
    const std::int64_t row = (noise.size(0) > 1 ? picture * rows : 0) + first;
    pixel_kernels::biasedLeakyRelu(from + start, ofRow + row, bias.const_data_ptr<float>(), length,
                                   channels, static_cast<float>(slope), static_cast<float>(gain),
                                   to + start);
  });
  return y;
}

at::Tensor leakyReluGradient(const at::Tensor &gradient, const at::Tensor &y, double slope,
                             double gain) {
  if (!isPlain(gradient) || !isPlain(y)) {
    return at::leaky_relu_backward(gradient * gain, y, slope, true);
  }
  at::Tensor result = at::empty_like(y);
  const float *above = gradient.const_data_ptr<float>(), *values = y.const_data_ptr<float>();
  float *to = result.mutable_data_ptr<float>();
  at::parallel_for(0, y.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
    pixel_kernels::leakyReluGradient(above + begin, values + begin, end - begin,
                                     static_cast<float>(slope), static_cast<float>(gain),
                                     to + begin);
  });
  return result;
}

at::Tensor pixelDots(const at::Tensor &a, const at::Tensor &b) {
  if (!isPlain(a) || !isPlain(b)) {
    return (a * b).sum({2, 3});
  }
  const float *one = a.const_data_ptr<float>(), *two = b.const_data_ptr<float>();
  return summed(a, [&](std::int64_t, std::int64_t start, std::int64_t length, float *sums) {
    pixel_kernels::dots(one + start, two + start, length, a.size(1), sums);
  });
}

at::Tensor pixelDotsThenScale(at::Tensor &a, const at::Tensor &b, const at::Tensor &scale) {
  const at::Tensor factors = scale.contiguous();
  if (!isPlain(a) || !isPlain(b) || factors.scalar_type() != at::kFloat) {
    at::Tensor sums = (a * b).sum({2, 3});
    a = a * perChannel(factors);
    return sums;
  }
  float *one = a.mutable_data_ptr<float>();
  const float *two = b.const_data_ptr<float>(), *scales = factors.const_data_ptr<float>();
  return summed(a, [&](std::int64_t picture, std::int64_t start, std::int64_t length, float *sums) {
    pixel_kernels::dotsThenScale(one + start, two + start, scales + picture * a.size(1), length,
                                 a.size(1), sums);
  });
}

}  // namespace everyword
