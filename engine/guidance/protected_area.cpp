// What was painted over stays as it was at the start, whatever the words ask for.
//
//   weight * sum over s of [ |d_s|^2 + |dx d_s|^2 + |dy d_s|^2 ],    s = 1, 2, 4, 8
//
// d = x - x0, the change of the picture, pooled s x s in the mask alone; each square is a mean over
// the masked area and the channels, so that a small area counts as much per pixel as a large one.
// The pooled colours and their slopes across and down are the features: they need no network, so
// they are independent of the CLIP that guides, and see a shift of colour and of shape at every
// scale, where pixels alone would forgive a small one all over.

#include <ATen/ATen.h>

#include <algorithm>

#include "engine/guidance/losses.h"
#include "engine/guidance/sum_of_all.h"

namespace everyword {

namespace {

constexpr int kScales = 4;

/// Mean of squares [1,3,h,w] with weights [1,1,h,w] in [0,1]; 0 where nothing weighs.
at::Tensor meanSquare(const at::Tensor &values, const at::Tensor &weights) {
  constexpr double kNothing = 1e-6;
  return sumOfAll(values.square() * weights) /
         (values.size(1) * sumOfAll(weights)).clamp_min(kNothing);
}

/// Slope along `dim`, where both pixels are in the mask.
at::Tensor meanSlope(const at::Tensor &change, const at::Tensor &mask, std::int64_t dim) {
  const std::int64_t length = mask.size(dim) - 1;
  return meanSquare(change.diff(1, dim), mask.narrow(dim, 0, length) * mask.narrow(dim, 1, length));
}

}  // namespace

bool appliesProtectedArea(const RunRequest &request) {
  return request.objective.protection > 0 && !request.objective.protectedArea.empty();
}

LossValue protectedArea(const StepInputs &inputs, const RunRequest &request) {
  at::Tensor change = inputs.picture - inputs.startPicture;
  at::Tensor mask = inputs.protectedMask.to(change.scalar_type());
  at::Tensor sum = at::zeros({}, change.options().requires_grad(false));
  for (int scale = 0; scale < kScales; ++scale) {
    if (scale > 0) {
      const at::Tensor pooled = at::avg_pool2d(mask, 2);
      change = at::avg_pool2d(change * mask, 2) / pooled.clamp_min(1e-6);
      mask = pooled;
    }
    sum =
        sum + meanSquare(change, mask) + meanSlope(change, mask, -1) + meanSlope(change, mask, -2);
    if (std::min(change.size(-1), change.size(-2)) < 4) {
      break;
    }
  }
  return {request.objective.protection * sum, at::Tensor()};
}

}  // namespace everyword
