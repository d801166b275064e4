// The face stays the same person's (StyleCLIP, Patashnik et al. 2021, equation 2; section 3.3 of
// the paper).
//
//   weight * (1 - <e(x), e(x0)>),    e [1,E] unit embeddings of an identity network

#include <ATen/ATen.h>

#include "engine/guidance/losses.h"

namespace everyword {

bool appliesIdentity(const RunRequest &request) { return request.objective.identity > 0; }

LossValue identity(const StepInputs &inputs, const RunRequest &request) {
  const at::Tensor cosine = (inputs.identity * inputs.startIdentity).sum(-1).mean();
  return {request.objective.identity * (1 - cosine), at::Tensor()};
}

}  // namespace everyword
