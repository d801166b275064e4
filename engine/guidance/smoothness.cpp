// Total variation of the picture: neighbouring pixels shall be alike.
//
//   weight * (sum |x(i,j+1) - x(i,j)| + sum |x(i+1,j) - x(i,j)|) / (number of values)
//
// x [1,3,H,W] in [0,1]. The absolute value, not the square: it calms speckle and leaves edges
// sharp.

#include <ATen/ATen.h>

#include "engine/guidance/losses.h"
#include "engine/guidance/sum_of_all.h"

namespace everyword {

bool appliesSmoothness(const RunRequest &request) { return request.objective.smoothness > 0; }

LossValue smoothness(const StepInputs &inputs, const RunRequest &request) {
  const at::Tensor across = sumOfAll(inputs.picture.diff(1, -1).abs());
  const at::Tensor down = sumOfAll(inputs.picture.diff(1, -2).abs());
  const auto values = static_cast<double>(inputs.picture.numel());
  return {request.objective.smoothness * (across + down) / values, at::Tensor()};
}

}  // namespace everyword
