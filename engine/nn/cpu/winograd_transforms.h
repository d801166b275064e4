#pragma once

#include <cstdint>

namespace everyword::winograd {

// Winograd's F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks",
// CVPR 2016): a 3x3 convolution is a product of polynomials, and a product of polynomials is one
// multiplication at each of some evaluation points. A tile of 4x4 pixels out needs
// 6x6 pixels in and 6x6 points: 36 multiplications of a pixel's channels by a kernel instead of
// 144.
//
// Along each axis the points are 0, 2/3, -2/3, -3/2, 3/2 and infinity, with which the outcome is
// rounded to within twice of what a plain convolution's is (within four times with the textbook's
// 1 and 2). A kernel's value at a point p is divided by |p|.

constexpr std::int64_t kTile = 4;     ///< pixels out, along each side
constexpr std::int64_t kWindow = 6;   ///< pixels in, and points, along each side
constexpr std::int64_t kPoints = 36;  ///< kWindow x kWindow, row by row

/// Pictures [B, channels, height, width], channels last in memory, cut into tiles row by row.
struct Tiling {
  std::int64_t height, width;
  std::int64_t rows() const { return (height + kTile - 1) / kTile; }
  std::int64_t columns() const { return (width + kTile - 1) / kTile; }
  std::int64_t ofPicture() const { return rows() * columns(); }
};

/// The input transform of tiles [begin, end) of a batch, zero outside of the pictures: `values`
/// [36, tiles, channels]. `channels` is a multiple of kLanes.
void transformInput(const float *pictures, const Tiling &tiling, std::int64_t channels,
                    std::int64_t begin, std::int64_t end, float *values);

/// The output transform: the tiles' pixels from the products [36, tiles, channels] at their points,
/// with `bias` (of a channel, may be null) added.
void transformOutput(const float *products, const Tiling &tiling, std::int64_t channels,
                     std::int64_t begin, std::int64_t end, const float *bias, float *pictures);

}  // namespace everyword::winograd
