#include "engine/nn/cpu/winograd_transforms.h"

#include <vector>

#include "engine/nn/cpu/vectorised.h"

namespace everyword::winograd {

namespace {

/// Of the points 0, a, -a, -b, b and infinity.
constexpr float kA = 2.0f / 3, kB = 3.0f / 2, kA2 = kA * kA, kB2 = kB * kB;

/// Where the polynomial of six numbers, `from[0]`, `from[stride]`, ..., is evaluated: each point's
/// row is the product of (x - q) over the other points q, over its own value there.
inline __attribute__((always_inline)) void inputTransform(const Lanes *from, int stride,
                                                          Lanes *to) {
  constexpr float kAtA = 1 / (2 * kA * (kA2 - kB2)), kAtB = 1 / (2 * kB * (kB2 - kA2));
  const Lanes d0 = from[0], d1 = from[stride], d2 = from[2 * stride], d3 = from[3 * stride],
              d4 = from[4 * stride], d5 = from[5 * stride];
  const Lanes evenA = kAtA * (d4 - kB2 * d2), oddA = kAtA * kA * (d3 - kB2 * d1);
  const Lanes evenB = kAtB * (d4 - kA2 * d2), oddB = kAtB * kB * (d3 - kA2 * d1);
  to[0] = d0 - (kA2 + kB2) * d2 + d4;
  to[stride] = evenA + oddA;
  to[2 * stride] = evenA - oddA;
  to[3 * stride] = evenB - oddB;
  to[4 * stride] = evenB + oddB;
  to[5 * stride] = d1 - (kA2 + kB2) * d3 + d5;
}

/// Four pixels from products at six points: the sums of the products times 1, p, p^2, p^3.
inline __attribute__((always_inline)) void outputTransform(const Lanes *from, int stride, Lanes *to,
                                                           int toStride) {
  const Lanes a = from[stride], minusA = from[2 * stride], minusB = from[3 * stride],
              b = from[4 * stride];
  const Lanes evenA = a + minusA, oddA = kA * (a - minusA);
  const Lanes evenB = b + minusB, oddB = kB * (b - minusB);
  to[0] = from[0] + evenA + evenB;
  to[toStride] = oddA + oddB;
  to[2 * toStride] = kA2 * evenA + kB2 * evenB;
  to[3 * toStride] = kA2 * oddA + kB2 * oddB + from[5 * stride];
}

/// The upper left pixel of a tile.
struct Corner {
  Corner(const Tiling &tiling, std::int64_t tile)
      : picture(tile / tiling.ofPicture()),
        y(tile / tiling.columns() % tiling.rows() * kTile),
        x(tile % tiling.columns() * kTile) {}
  std::int64_t picture, y, x;
};

/// Where the pixels of a `side` x `side` square are, or `outside` where there are none.
template <int side, typename Number>
inline __attribute__((always_inline)) void find(Number *pictures, const Tiling &tiling,
                                                std::int64_t channels, std::int64_t picture,
                                                std::int64_t top, std::int64_t left,
                                                Number *outside, Number **pixels) {
  for (std::int64_t y = top; y < top + side; ++y) {
    for (std::int64_t x = left; x < left + side; ++x) {
      const bool inside = y >= 0 && y < tiling.height && x >= 0 && x < tiling.width;
      const std::int64_t index = (picture * tiling.height + y) * tiling.width + x;
      *pixels++ = inside ? pictures + index * channels : outside;
    }
  }
}

}  // namespace

EVERYWORD_FOR_EACH_PROCESSOR
void transformInput(const float *pictures, const Tiling &tiling, std::int64_t channels,
                    std::int64_t begin, std::int64_t end, float *values) {
  const std::int64_t point = (end - begin) * channels;
  const std::vector<float> zeros(static_cast<std::size_t>(channels));
  for (std::int64_t tile = begin; tile < end; ++tile, values += channels) {
    const Corner corner(tiling, tile);
    const float *pixels[kPoints];
    find<kWindow>(pictures, tiling, channels, corner.picture, corner.y - 1, corner.x - 1,
                  zeros.data(), pixels);
    for (std::int64_t c = 0; c < channels; c += kLanes) {
      Lanes window[kPoints];
      for (int i = 0; i < kPoints; ++i) {
        window[i] = lanesAt(pixels[i] + c);
      }
      for (int column = 0; column < kWindow; ++column) {
        inputTransform(window + column, kWindow, window + column);
      }
      for (int row = 0; row < kWindow; ++row) {
        inputTransform(window + row * kWindow, 1, window + row * kWindow);
      }
      for (int k = 0; k < kPoints; ++k) {
        lanesAt(values + k * point + c) = window[k];
      }
    }
  }
}

EVERYWORD_FOR_EACH_PROCESSOR
void transformOutput(const float *products, const Tiling &tiling, std::int64_t channels,
                     std::int64_t begin, std::int64_t end, const float *bias, float *pictures) {
  const std::int64_t point = (end - begin) * channels;
  const std::vector<float> zeros(static_cast<std::size_t>(channels));
  std::vector<float> outside(static_cast<std::size_t>(channels));
  const float *added = bias ? bias : zeros.data();
  for (std::int64_t tile = begin; tile < end; ++tile, products += channels) {
    const Corner corner(tiling, tile);
    float *pixels[kTile * kTile];
    find<kTile>(pictures, tiling, channels, corner.picture, corner.y, corner.x, outside.data(),
                pixels);
    for (std::int64_t c = 0; c < channels; c += kLanes) {
      Lanes window[kPoints], tall[kTile * kWindow], out[kTile * kTile];
      for (int k = 0; k < kPoints; ++k) {
        window[k] = lanesAt(products + k * point + c);
      }
      for (int column = 0; column < kWindow; ++column) {
        outputTransform(window + column, kWindow, tall + column, kWindow);
      }
      for (int row = 0; row < kTile; ++row) {
        outputTransform(tall + row * kWindow, 1, out + row * kTile, 1);
      }
      const Lanes more = lanesAt(added + c);
      for (int i = 0; i < kTile * kTile; ++i) {
        lanesAt(pixels[i] + c) = out[i] + more;
      }
    }
  }
}

}  // namespace everyword::winograd
