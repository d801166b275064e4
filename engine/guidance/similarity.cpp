// CLIP distance of the whole picture to every phrase, and to the prompt:
//
//   sum_i w_i mean_b d(f_b, t_i) + w_prompt mean_b d(f_b, t_prompt),    d = 2 asin(|u - v| / 2)^2
//   of unit vectors
//
// f [B,D] features of the cutouts, t [P,D] of the phrases. It says what is in the picture, not
// where. The masked baseline has no phrase terms here: there, the phrases are compared inside their
// boxes only. FuseDream's AugCLIP, published with DiffAugment, takes d = -cosine for the prompt.

#include <ATen/ATen.h>

#include "engine/guidance/losses.h"
#include "engine/guidance/region_terms.h"
#include "engine/guidance/spherical_distance.h"

namespace everyword {

bool appliesSimilarity(const RunRequest &request) {
  const bool phrases =
      request.objective.method != Method::Masked && !request.objective.activeRegions().empty();
  return phrases || !request.objective.prompt.empty();
}

LossValue similarity(const StepInputs &inputs, const RunRequest &request) {
  LossValue result{at::zeros({}, inputs.features.options().requires_grad(false)), at::Tensor()};
  const std::int64_t phrases = inputs.phrases.defined() ? inputs.phrases.size(0) : 0;
  if (phrases > 0 && request.objective.method != Method::Masked) {
    const at::Tensor distances = sphericalDistances(inputs.features, inputs.phrases).mean(0);
    const at::Tensor weights = regionWeights(request, phrases, distances);
    result.value = result.value + distanceShare(request) * (weights * distances).sum();
  }
  if (inputs.prompt.defined()) {
    const bool augClip =
        request.objective.asPublished && request.cutouts.kind == CutoutKind::DiffAugment;
    const at::Tensor distances =
        augClip ? -at::cosine_similarity(inputs.features, inputs.prompt, /*dim=*/1)
                : sphericalDistances(inputs.features, inputs.prompt);
    result.value = result.value + request.objective.promptWeight * distances.mean();
  }
  return result;
}

}  // namespace everyword
