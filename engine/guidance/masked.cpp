// The baseline L_masked of the paper: CLIP distance of the picture inside box i to phrase i.
//
//   sum_i w_i mean_b d(f_bi, t_i),    d as in similarity.cpp
//
// f [B,P,D] features of the normalised cutouts times the box's mask (the outside is CLIP's mean
// colour). The paper prints a sum over all pairs of phrase and box, which would ask for every
// phrase in every box; here each phrase meets its own box, as in the published code.

#include <ATen/ATen.h>

#include "engine/guidance/losses.h"
#include "engine/guidance/overlap.h"
#include "engine/guidance/region_terms.h"
#include "engine/guidance/spherical_distance.h"

namespace everyword {

bool appliesMasked(const RunRequest &request) {
  const Objective &objective = request.objective;
  const bool chosen =
      objective.method == Method::Masked || objective.method == Method::SimilarityMasked;
  const bool published = objective.asPublished && objective.method == Method::Relevance;
  return (chosen || published) && !objective.activeRegions().empty();
}

LossValue masked(const StepInputs &inputs, const RunRequest &request) {
  const at::Tensor distances =
      sphericalDistance(inputs.maskedFeatures, inputs.phrases.unsqueeze(0));  // [B,P]
  // Of a copy without the box, CLIP would see a plain colour: it is left out, but for the
  // published mean.
  const at::Tensor means = request.objective.asPublished
                               ? distances.mean(0)
                               : meanOverCutouts(distances, visible(inputs.masks));
  const at::Tensor weights = regionWeights(request, means.size(0), means);
  return {distanceShare(request) * (weights * means).sum(), at::Tensor()};
}

}  // namespace everyword
