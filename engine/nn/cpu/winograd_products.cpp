#include "engine/nn/cpu/winograd_products.h"

#include "engine/nn/cpu/vectorised.h"
#include "engine/nn/cpu/winograd_transforms.h"

namespace everyword::winograd {

namespace {

/// With 3 registers of channels out, 12 sums: as many as 16 registers leave room for.
constexpr int kTilesTogether = 4;

template <int tiles, int registers>
inline __attribute__((always_inline)) void productsOf(const float *values, const float *kernels,
                                                      std::int64_t from, std::int64_t to,
                                                      float *products) {
  Lanes sums[tiles][registers] = {};
  for (std::int64_t c = 0; c < from; ++c, kernels += kLanes * registers) {
    for (int t = 0; t < tiles; ++t) {
      for (int r = 0; r < registers; ++r) {
        sums[t][r] += values[t * from + c] * lanesAt(kernels + r * kLanes);
      }
    }
  }
  for (int t = 0; t < tiles; ++t) {
    for (int r = 0; r < registers; ++r) {
      lanesAt(products + t * to + r * kLanes) = sums[t][r];
    }
  }
}

template <int registers>
inline __attribute__((always_inline)) void productsAt(const float *values, const float *kernels,
                                                      std::int64_t tiles, std::int64_t from,
                                                      std::int64_t to, float *products) {
  for (std::int64_t channel = 0; channel < to; channel += kLanes * registers) {
    std::int64_t t = 0;
    for (; t + kTilesTogether <= tiles; t += kTilesTogether) {
      productsOf<kTilesTogether, registers>(values + t * from, kernels, from, to,
                                            products + t * to + channel);
    }
    for (; t < tiles; ++t) {
      productsOf<1, registers>(values + t * from, kernels, from, to, products + t * to + channel);
    }
    kernels += from * kLanes * registers;
  }
}

}  // namespace

std::int64_t channelsPerBlock(std::int64_t to) {
  return to % (3 * kLanes) == 0 ? 3 * kLanes : to % (2 * kLanes) == 0 ? 2 * kLanes : 0;
}

EVERYWORD_FOR_EACH_PROCESSOR
void multiply(const float *values, const float *kernels, std::int64_t tiles, std::int64_t from,
              std::int64_t to, float *products) {
  for (std::int64_t point = 0; point < kPoints; ++point) {
    if (channelsPerBlock(to) == 3 * kLanes) {
      productsAt<3>(values, kernels, tiles, from, to, products);
    } else {
      productsAt<2>(values, kernels, tiles, from, to, products);
    }
    values += tiles * from;
    kernels += from * to;
    products += tiles * to;
  }
}

}  // namespace everyword::winograd
