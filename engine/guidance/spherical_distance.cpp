#include "engine/guidance/spherical_distance.h"

#include <ATen/ATen.h>

namespace everyword {

namespace {

// Squared chords closer than this to 0 or 4 are held there: sqrt has no derivative at 0, and asin
// none at 1.
constexpr double kLeastSquare = 1e-12, kMostSquare = 4.0 - 1e-6;
constexpr double kNoLength = 1e-12;

at::Tensor unitAlongLast(const at::Tensor &vectors) {
  const at::Tensor length = vectors.norm(2, {-1}, /*keepdim=*/true);
  // A vector of no length stays as it is: dividing by something tiny would blow its gradient up.
  return vectors / at::where(length > kNoLength, length, at::ones_like(length));
}

}  // namespace

at::Tensor sphericalDistance(const at::Tensor &a, const at::Tensor &b) {
  const at::Tensor square = (unitAlongLast(a) - unitAlongLast(b)).square().sum(-1);
  return square.clamp(kLeastSquare, kMostSquare).sqrt().div(2).asin().square().mul(2);
}

at::Tensor sphericalDistances(const at::Tensor &images, const at::Tensor &texts) {
  return sphericalDistance(images.unsqueeze(1), texts.unsqueeze(0));
}

}  // namespace everyword
