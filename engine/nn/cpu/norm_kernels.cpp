#include "engine/nn/cpu/norm_kernels.h"

#include <algorithm>
#include <bit>

#include "engine/nn/cpu/vectorised.h"

namespace everyword::norm_kernels {

namespace {

/// 1 / (1 + exp(-x)) to 1e-6 of its value for |x| < 20: 2^n times the Taylor polynomial of 2^r,
/// r in [-1/2, 1/2]. A call into the C library would keep the loops from being vectorised, and so
/// do comparisons of floats: the exponent is held within what a float can tell by its bits.
inline __attribute__((always_inline)) float sigmoid(float x) {
  constexpr float kRounding = 12582912.0f;  // 1.5 * 2^23: adding it leaves the nearest whole number
  constexpr std::uint32_t kSign = 0x80000000u, kLargest = std::bit_cast<std::uint32_t>(125.0f);
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(x * -1.44269504f);
  const float t = std::bit_cast<float>(std::min(bits & ~kSign, kLargest) | (bits & kSign));
  const float shifted = t + kRounding;
  const float r = t - (shifted - kRounding);
  float p = 1.54035304e-4f;
  p = p * r + 1.33335581e-3f;
  p = p * r + 9.61812911e-3f;
  p = p * r + 5.55041087e-2f;
  p = p * r + 2.40226507e-1f;
  p = p * r + 6.93147181e-1f;
  p = p * r + 1.0f;
  const std::uint32_t power = std::bit_cast<std::uint32_t>(shifted) << 23;  // n, to the exponent
  return 1.0f / (1.0f + std::bit_cast<float>(std::bit_cast<std::uint32_t>(p) + power));
}

}  // namespace

EVERYWORD_FOR_EACH_PROCESSOR
void moments(const float *__restrict x, std::int64_t rows, std::int64_t channels,
             float *__restrict mean, float *__restrict squares) {
  std::fill_n(mean, channels, 0.0f);
  std::fill_n(squares, channels, 0.0f);
  for (std::int64_t r = 0; r < rows; ++r) {
    const float *__restrict row = x + r * channels;
    for (std::int64_t c = 0; c < channels; ++c) {
      mean[c] += row[c];
    }
  }
  const float share = 1.0f / static_cast<float>(rows);
  for (std::int64_t c = 0; c < channels; ++c) {
    mean[c] *= share;
  }
  for (std::int64_t r = 0; r < rows; ++r) {
    const float *__restrict row = x + r * channels;
    for (std::int64_t c = 0; c < channels; ++c) {
      const float difference = row[c] - mean[c];
      squares[c] += difference * difference;
    }
  }
}

EVERYWORD_FOR_EACH_PROCESSOR
void scaleSilu(const float *__restrict x, const float *__restrict residual, std::int64_t rows,
               std::int64_t channels, const float *__restrict scale, const float *__restrict shift,
               float *__restrict y) {
  for (std::int64_t r = 0; r < rows; ++r) {
    const float *__restrict row = x + r * channels;
    float *__restrict out = y + r * channels;
    if (residual) {
      const float *__restrict more = residual + r * channels;
      for (std::int64_t c = 0; c < channels; ++c) {
        const float v = row[c] * scale[c] + shift[c] + more[c];
        out[c] = v * sigmoid(v);
      }
    } else {
      for (std::int64_t c = 0; c < channels; ++c) {
        const float v = row[c] * scale[c] + shift[c];
        out[c] = v * sigmoid(v);
      }
    }
  }
}

EVERYWORD_FOR_EACH_PROCESSOR
void siluGradient(const float *__restrict gradient, const float *__restrict x,
                  const float *__restrict residual, std::int64_t rows, std::int64_t channels,
                  const float *__restrict scale, const float *__restrict shift,
                  const float *__restrict mean, const float *__restrict inverse,
                  float *__restrict before, float *__restrict sums, float *__restrict products) {
  std::fill_n(sums, channels, 0.0f);
  std::fill_n(products, channels, 0.0f);
  for (std::int64_t r = 0; r < rows; ++r) {
    const float *__restrict row = x + r * channels, *__restrict above = gradient + r * channels;
    const float *__restrict more = residual ? residual + r * channels : nullptr;
    float *__restrict out = before + r * channels;
    if (more) {
      for (std::int64_t c = 0; c < channels; ++c) {
        const float v = row[c] * scale[c] + shift[c] + more[c], s = sigmoid(v);
        out[c] = above[c] * s * (1 + v * (1 - s));
      }
    } else {
      for (std::int64_t c = 0; c < channels; ++c) {
        const float v = row[c] * scale[c] + shift[c], s = sigmoid(v);
        out[c] = above[c] * s * (1 + v * (1 - s));
      }
    }
    for (std::int64_t c = 0; c < channels; ++c) {
      sums[c] += out[c];
      products[c] += out[c] * ((row[c] - mean[c]) * inverse[c]);
    }
  }
}

EVERYWORD_FOR_EACH_PROCESSOR
void combine(const float *gradient, const float *__restrict x, std::int64_t rows,
             std::int64_t channels, const float *__restrict a, const float *__restrict b,
             const float *__restrict c, float *out) {
  for (std::int64_t r = 0; r < rows; ++r) {
    const float *row = x + r * channels, *above = gradient + r * channels;
    float *to = out + r * channels;
#pragma GCC ivdep
    for (std::int64_t i = 0; i < channels; ++i) {
      to[i] = above[i] * a[i] + row[i] * b[i] + c[i];
    }
  }
}

}  // namespace everyword::norm_kernels
