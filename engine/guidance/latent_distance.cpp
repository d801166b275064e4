// What no word asks to change stays: the squared distance from the start in the latent (StyleCLIP,
// Patashnik et al. 2021, section 4; section 3.3 of the paper).
//
//   weight * sum (w - w0)^2

#include <ATen/ATen.h>

#include "engine/guidance/losses.h"
#include "engine/guidance/sum_of_all.h"

namespace everyword {

bool appliesLatentDistance(const RunRequest &request) {
  return request.objective.latentDistance > 0;
}

LossValue latentDistance(const StepInputs &inputs, const RunRequest &request) {
  return {request.objective.latentDistance * sumOfAll(inputs.latentShift.square()), at::Tensor()};
}

}  // namespace everyword
