#pragma once

#include <ATen/core/Tensor.h>

#include "engine/guidance/guidance_loss.h"

namespace everyword {

// What the losses share about the regions of a request.

/// lambda_i = lambda / sqrt(area of box / area of picture), or the region's own where it is set.
/// `areaShare` [P] in (0,1] -> [P], like `areaShare`. Throws ShapeError when P is not the number of
/// active regions.
at::Tensor regionLambdas(const RunRequest &request, const at::Tensor &areaShare);

/// Region::weight of the active regions: [P], like `like`. Throws ShapeError when their number is
/// not `phrases`.
at::Tensor regionWeights(const RunRequest &request, std::int64_t phrases, const at::Tensor &like);

/// As published, one mean runs over the distances of the plain and of the masked cutouts together,
/// so that each kind has half the weight; elsewhere each loss is a mean of its own.
double distanceShare(const RunRequest &request);

}  // namespace everyword
