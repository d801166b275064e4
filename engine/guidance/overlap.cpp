#include "engine/guidance/overlap.h"

#include <ATen/ATen.h>

namespace everyword {

namespace {

// A largest relevance under this is no relevance: dividing by it would only enlarge rounding
// errors.
constexpr double kNoRelevance = 1e-20;

constexpr double kTiny = 1e-12;

/// Bicubic interpolation is linear and separable, so it is a matrix [size, grid], and both ways
/// through it are two small matrix products. The matrix is what the interpolation makes of the unit
/// vectors.
at::Tensor bicubicMatrix(std::int64_t grid, std::int64_t size, const at::TensorOptions &options) {
  const at::Tensor units = at::eye(grid, options).view({1, 1, grid, grid});
  return at::upsample_bicubic2d(units, {grid, size}, /*align_corners=*/false)
      .view({grid, size})
      .t();
}

}  // namespace

at::Tensor softMask(const at::Tensor &relevance, std::int64_t size, double threshold,
                    double temperature) {
  const at::TensorOptions plain = relevance.options().requires_grad(false);
  const at::Tensor down = bicubicMatrix(relevance.size(-2), size, plain);
  const at::Tensor across = bicubicMatrix(relevance.size(-1), size, plain);
  const at::Tensor enlarged = at::matmul(at::matmul(down, relevance), across.t());
  const at::Tensor largest = enlarged.amax({-2, -1}, /*keepdim=*/true);
  const at::Tensor divisor = at::where(largest > kNoRelevance, largest, at::ones({}, plain));
  return at::sigmoid((enlarged / divisor - threshold) * temperature);
}

at::Tensor dicePaper(const at::Tensor &soft, const at::Tensor &mask) {
  const at::Tensor intersection = (soft * mask).sum({-2, -1});
  return 2 * intersection / (soft.sum({-2, -1}) + mask.sum({-2, -1})).clamp_min(kTiny);
}

at::Tensor dicePublished(const at::Tensor &soft, const at::Tensor &mask) {
  const at::Tensor intersection = (soft * mask).sum({-2, -1});
  const at::Tensor outside = (soft * (1 - mask)).sum({-2, -1});
  return 2 * intersection / (2 * intersection + outside).clamp_min(kTiny);
}

at::Tensor visible(const at::Tensor &masks) {
  return masks.sum({-2, -1}).gt(0).to(masks.scalar_type());
}

at::Tensor meanOverCutouts(const at::Tensor &values, const at::Tensor &weights) {
  return (values * weights).sum(0) / weights.sum(0).clamp_min(1);
}

}  // namespace everyword
