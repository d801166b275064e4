#include "engine/nn/winograd.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/record_function.h>

#include <algorithm>

#include "engine/nn/each_processor.h"
#include "engine/nn/winograd_products.h"
#include "engine/nn/winograd_tiles.h"

namespace everyword::winograd {

namespace {

/// [36, O / together, I, together]
std::int64_t channelsIn(const at::Tensor &values) { return values.size(2); }
std::int64_t channelsOut(const at::Tensor &values) { return values.size(1) * values.size(3); }

/// Few enough that their values and products stay in the processor's cache, more where the kernels
/// do not, so that they are not read too often; every thread has a share. (12 and 32 were the best
/// of 8 to 64, by a twentieth.)
std::int64_t tilesTogether(std::int64_t tiles, std::int64_t from, std::int64_t to) {
  const std::int64_t fewest = 4, most = from * to < 128 * 128 ? 12 : 32;
  const std::int64_t threads = at::in_parallel_region() ? 1 : at::get_num_threads();
  return std::clamp((tiles + threads - 1) / threads, fewest, most);
}

}  // namespace

bool paysHere() { return runsVectorised(); }

bool takes(std::int64_t from, std::int64_t to) {
  return channelsTogether(from) > 0 && channelsTogether(to) > 0;
}

at::Tensor kernelValues(const at::Tensor &kernels) {
  constexpr double a = 2.0 / 3, b = 3.0 / 2;
  const at::Tensor powers = at::tensor({1.0, 0.0, 0.0,   //
                                        1 / a, 1.0, a,   //
                                        1 / a, -1.0, a,  //
                                        1 / b, -1.0, b,  //
                                        1 / b, 1.0, b,   //
                                        0.0, 0.0, 1.0},
                                       kernels.options())
                                .view({kWindow, 3});
  const std::int64_t to = kernels.size(0), from = kernels.size(1), together = channelsTogether(to);
  const at::Tensor ordered =
      kernels.reshape({to / together, together, from, 9}).permute({3, 0, 2, 1}).reshape({9, -1});
  return at::mm(at::kron(powers, powers), ordered).view({kPlaces, to / together, from, together});
}

double bytesOfValues(std::int64_t from, std::int64_t to) {
  return static_cast<double>(kPlaces * from * to) * sizeof(float);
}

at::Tensor convolve(const at::Tensor &x, const at::Tensor &kernelValues, const at::Tensor &bias) {
  RECORD_FUNCTION(kName, std::vector<c10::IValue>({x, kernelValues}));
  const std::int64_t from = channelsIn(kernelValues), to = channelsOut(kernelValues);
  const Tiling tiling{x.size(2), x.size(3)};
  const at::Tensor y = at::empty({x.size(0), to, tiling.height, tiling.width},
                                 x.options().memory_format(at::MemoryFormat::ChannelsLast));
  const float *pictures = x.const_data_ptr<float>(),
              *kernels = kernelValues.const_data_ptr<float>();
  const float *added = bias.defined() ? bias.const_data_ptr<float>() : nullptr;
  float *out = y.mutable_data_ptr<float>();
  const std::int64_t tiles = x.size(0) * tiling.ofPicture(),
                     together = tilesTogether(tiles, from, to);
  at::parallel_for(0, tiles, together, [&](std::int64_t first, std::int64_t last) {
    const at::Tensor values = at::empty({kPlaces * together * from}, x.options());
    const at::Tensor products = at::empty({kPlaces * together * to}, x.options());
    float *v = values.mutable_data_ptr<float>(), *p = products.mutable_data_ptr<float>();
    for (std::int64_t begin = first; begin < last; begin += together) {
      const std::int64_t end = std::min(begin + together, last);
      evaluate(pictures, tiling, from, begin, end, v);
      multiply(v, kernels, end - begin, from, to, p);
      interpolate(p, tiling, to, begin, end, added, out);
    }
  });
  return y;
}

Operations operations(const at::Tensor &x, const at::Tensor &kernelValues) {
  const Tiling tiling{x.size(2), x.size(3)};
  const double each =
      2.0 * static_cast<double>(x.size(0) * channelsIn(kernelValues) * channelsOut(kernelValues));
  return {each * static_cast<double>(kPlaces * tiling.ofPicture()),
          each * static_cast<double>(9 * tiling.height * tiling.width)};
}

}  // namespace everyword::winograd
