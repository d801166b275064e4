#include "engine/nn/cpu/winograd.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/record_function.h>

#include <algorithm>

#include "engine/nn/cpu/vectorised.h"
#include "engine/nn/cpu/winograd_products.h"
#include "engine/nn/cpu/winograd_transforms.h"

namespace everyword::winograd {

namespace {

/// [36, O / perBlock, I, perBlock]
std::int64_t channelsIn(const at::Tensor &values) { return values.size(2); }
std::int64_t channelsOut(const at::Tensor &values) { return values.size(1) * values.size(3); }

/// Few enough that their values and products stay in the processor's cache, more where the kernels
/// do not, so that they are not read too often; every thread has a share. (12 and 32 were the best
/// of 8 to 64, by a twentieth.)
std::int64_t tilesPerBlock(std::int64_t tiles, std::int64_t from, std::int64_t to) {
  const std::int64_t fewest = 4, most = from * to < 128 * 128 ? 12 : 32;
  const std::int64_t threads = at::in_parallel_region() ? 1 : at::get_num_threads();
  return std::clamp((tiles + threads - 1) / threads, fewest, most);
}

}  // namespace

bool paysHere() { return runsVectorised(); }

bool takes(std::int64_t from, std::int64_t to) {
  return channelsPerBlock(from) > 0 && channelsPerBlock(to) > 0;
}

at::Tensor transformedKernels(const at::Tensor &kernels) {
  constexpr double a = 2.0 / 3, b = 3.0 / 2;
  const at::Tensor powers = at::tensor({1.0, 0.0, 0.0,   //
                                        1 / a, 1.0, a,   //
                                        1 / a, -1.0, a,  //
                                        1 / b, -1.0, b,  //
                                        1 / b, 1.0, b,   //
                                        0.0, 0.0, 1.0},
                                       kernels.options())
                                .view({kWindow, 3});
  const std::int64_t to = kernels.size(0), from = kernels.size(1), perBlock = channelsPerBlock(to);
  const at::Tensor packed =
      kernels.reshape({to / perBlock, perBlock, from, 9}).permute({3, 0, 2, 1}).reshape({9, -1});
  return at::mm(at::kron(powers, powers), packed).view({kPoints, to / perBlock, from, perBlock});
}

double bytesOfTransformedKernels(std::int64_t from, std::int64_t to) {
  return static_cast<double>(kPoints * from * to) * sizeof(float);
}

at::Tensor convolve(const at::Tensor &x, const at::Tensor &transformed, const at::Tensor &bias) {
  RECORD_FUNCTION(kName, std::vector<c10::IValue>({x, transformed}));
  const std::int64_t from = channelsIn(transformed), to = channelsOut(transformed);
  const Tiling tiling{x.size(2), x.size(3)};
  const at::Tensor y = at::empty({x.size(0), to, tiling.height, tiling.width},
                                 x.options().memory_format(at::MemoryFormat::ChannelsLast));
  const float *pictures = x.const_data_ptr<float>(), *kernels = transformed.const_data_ptr<float>();
  const float *added = bias.defined() ? bias.const_data_ptr<float>() : nullptr;
  float *out = y.mutable_data_ptr<float>();
  const std::int64_t tiles = x.size(0) * tiling.ofPicture(),
                     perBlock = tilesPerBlock(tiles, from, to);
  at::parallel_for(0, tiles, perBlock, [&](std::int64_t first, std::int64_t last) {
    const at::Tensor values = at::empty({kPoints * perBlock * from}, x.options());
    const at::Tensor products = at::empty({kPoints * perBlock * to}, x.options());
    float *v = values.mutable_data_ptr<float>(), *p = products.mutable_data_ptr<float>();
    for (std::int64_t begin = first; begin < last; begin += perBlock) {
      const std::int64_t end = std::min(begin + perBlock, last);
      transformInput(pictures, tiling, from, begin, end, v);
      multiply(v, kernels, end - begin, from, to, p);
      transformOutput(p, tiling, to, begin, end, added, out);
    }
  });
  return y;
}

Operations operations(const at::Tensor &x, const at::Tensor &transformed) {
  const Tiling tiling{x.size(2), x.size(3)};
  const double each =
      2.0 * static_cast<double>(x.size(0) * channelsIn(transformed) * channelsOut(transformed));
  return {each * static_cast<double>(kPoints * tiling.ofPicture()),
          each * static_cast<double>(9 * tiling.height * tiling.width)};
}

}  // namespace everyword::winograd
