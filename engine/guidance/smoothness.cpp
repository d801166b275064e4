// Total variation of the picture: neighbouring pixels shall be alike.
//
//   weight * (sum |x(i,j+1) - x(i,j)| + sum |x(i+1,j) - x(i,j)|) / (number of values)
//
// x [1,3,H,W] in [0,1]. The absolute value, not the square: it calms speckle and leaves edges
// sharp.

#include <ATen/ATen.h>

#include "engine/guidance/losses.h"

namespace everyword {

namespace {

class Smoothness final : public GuidanceLoss {
 public:
  LossValue evaluate(const StepInputs &inputs, const RunRequest &request) const override {
    const at::Tensor across = inputs.picture.diff(1, -1).abs().sum();
    const at::Tensor down = inputs.picture.diff(1, -2).abs().sum();
    const auto values = static_cast<double>(inputs.picture.numel());
    return {request.objective.smoothness * (across + down) / values, at::Tensor()};
  }
};

}  // namespace

std::unique_ptr<GuidanceLoss> makeSmoothness() { return std::make_unique<Smoothness>(); }

}  // namespace everyword
