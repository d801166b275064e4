#pragma once

#include <cstdint>

namespace everyword::winograd {

/// Output channels that lie side by side in packed kernels: as many as leave no rest, at best three
/// registers' worth. 0: these cannot be treated.
std::int64_t channelsPerBlock(std::int64_t to);

/// At each of the 36 points, values [tiles, from] times kernels [from, to] are products
/// [tiles, to]. `kernels` in the order [36, to / perBlock, from, perBlock], in which they are read
/// once for all tiles. A library's product would bring them into such an order again each time,
/// and there are few tiles to make up for that.
void multiply(const float *values, const float *kernels, std::int64_t tiles, std::int64_t from,
              std::int64_t to, float *products);

}  // namespace everyword::winograd
