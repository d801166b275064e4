#include "engine/nn/cpu/pixel_kernels.h"

#include <algorithm>

#include "engine/nn/cpu/vectorised.h"

namespace everyword::pixel_kernels {

EVERYWORD_FOR_EACH_PROCESSOR
void biasedLeakyRelu(const float *__restrict x, const float *__restrict ofRow,
                     const float *__restrict ofChannel, std::int64_t rows, std::int64_t channels,
                     float slope, float gain, float *__restrict y) {
  for (std::int64_t r = 0; r < rows; ++r) {
    const float *__restrict row = x + r * channels;
    float *__restrict out = y + r * channels;
    const float all = ofRow[r];
    for (std::int64_t c = 0; c < channels; ++c) {
      const float v = row[c] + all + ofChannel[c];
      out[c] = std::max(v, v * slope) * gain;  // what is no number stays so
    }
  }
}

EVERYWORD_FOR_EACH_PROCESSOR
void leakyReluGradient(const float *__restrict gradient, const float *__restrict y,
                       std::int64_t count, float slope, float gain, float *__restrict to) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float above = gradient[i] * gain;
    to[i] = y[i] > 0 ? above : above * slope;
  }
}

EVERYWORD_FOR_EACH_PROCESSOR
void dots(const float *__restrict a, const float *__restrict b, std::int64_t rows,
          std::int64_t channels, float *__restrict sums) {
  std::fill_n(sums, channels, 0.0f);
  for (std::int64_t r = 0; r < rows; ++r, a += channels, b += channels) {
    for (std::int64_t c = 0; c < channels; ++c) {
      sums[c] += a[c] * b[c];
    }
  }
}

EVERYWORD_FOR_EACH_PROCESSOR
void dotsThenScale(float *__restrict a, const float *__restrict b, const float *__restrict scale,
                   std::int64_t rows, std::int64_t channels, float *__restrict sums) {
  std::fill_n(sums, channels, 0.0f);
  for (std::int64_t r = 0; r < rows; ++r, a += channels, b += channels) {
    for (std::int64_t c = 0; c < channels; ++c) {
      sums[c] += a[c] * b[c];
      a[c] *= scale[c];
    }
  }
}

}  // namespace everyword::pixel_kernels
