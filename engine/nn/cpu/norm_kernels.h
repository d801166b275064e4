#pragma once

#include <cstdint>

namespace everyword::norm_kernels {

// Loops over rows of channels, float32, as the compiler makes them for each kind of processor.
// `rows` x `channels` numbers lie one row after the other; "of a channel" arrays have `channels`
// numbers.

/// Mean and sum of squared deviations of each channel.
void moments(const float *x, std::int64_t rows, std::int64_t channels, float *mean, float *squares);

/// silu(x * scale + shift + residual) with scale and shift of a channel; `residual` may be null.
void scaleSilu(const float *x, const float *residual, std::int64_t rows, std::int64_t channels,
               const float *scale, const float *shift, float *y);

/// Gradient before the silu, from the one behind it; and its sum, and that of its product with
/// (x - mean) * inverse, of a channel.
void siluGradient(const float *gradient, const float *x, const float *residual, std::int64_t rows,
                  std::int64_t channels, const float *scale, const float *shift, const float *mean,
                  const float *inverse, float *before, float *sums, float *products);

/// out = gradient * a + x * b + c, all three of a channel. `out` may be `gradient`.
void combine(const float *gradient, const float *x, std::int64_t rows, std::int64_t channels,
             const float *a, const float *b, const float *c, float *out);

}  // namespace everyword::norm_kernels
