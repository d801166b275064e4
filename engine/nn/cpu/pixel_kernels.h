#pragma once

#include <cstdint>

namespace everyword::pixel_kernels {

// Loops over rows of channels as in norm_kernels.h, a row a pixel. Those of `rows` x `channels`
// numbers take one pass over memory where LibTorch takes one an operation.

/// leaky(x + ofRow + ofChannel) * gain, leaky(v) = max(v, slope * v), slope < 1.
void biasedLeakyRelu(const float *x, const float *ofRow, const float *ofChannel, std::int64_t rows,
                     std::int64_t channels, float slope, float gain, float *y);

/// The gradient before it of `count` numbers; `y` has the sign of what was under leaky.
void leakyReluGradient(const float *gradient, const float *y, std::int64_t count, float slope,
                       float gain, float *to);

/// The sum of a * b over the rows, of a channel.
void dots(const float *a, const float *b, std::int64_t rows, std::int64_t channels, float *sums);

/// The same, and `a` becomes a * scale, of a channel.
void dotsThenScale(float *a, const float *b, const float *scale, std::int64_t rows,
                   std::int64_t channels, float *sums);

}  // namespace everyword::pixel_kernels
