// Algorithm 1 (section 3.4 of the paper): what CLIP rests on when it sees phrase i shall lie in box
// i, and only there.
//
//   - sum_i w_i lambda_i mean_b Dice(p_bi, m_bi),    p = sigmoid((r / max r - T) * temp)
//
// r [B,P,g,g] relevance of the cutouts' patches, m [B,P,S,S] boxes moved with the cutouts, lambda_i
// = lambda / sqrt(area share). The published code's Dice leaves out the pixels of the box that the
// map misses; it is used `asPublished` only.

#include <ATen/ATen.h>

#include "engine/guidance/losses.h"
#include "engine/guidance/overlap.h"
#include "engine/guidance/region_terms.h"

namespace everyword {

bool appliesRegionOverlap(const RunRequest &request) {
  return request.objective.method == Method::Relevance &&
         !request.objective.activeRegions().empty();
}

LossValue regionOverlap(const StepInputs &inputs, const RunRequest &request) {
  const at::Tensor soft = softMask(inputs.relevance, inputs.masks.size(-1),
                                   request.objective.threshold, request.objective.temperature);
  const at::Tensor dice = dicePaper(soft, inputs.masks);  // [B,P]
  const at::Tensor seen = visible(inputs.masks);
  const at::Tensor overlap = meanOverCutouts(dice, seen);
  // The published mean counts cutouts without a box too (their Dice is 0).
  const at::Tensor rewarded =
      request.objective.asPublished ? dicePublished(soft, inputs.masks).mean(0) : overlap;

  const at::Tensor lambdas = regionLambdas(request, inputs.areaShare).to(rewarded.options());
  const at::Tensor weights = regionWeights(request, rewarded.size(0), rewarded);
  return {-(weights * lambdas * rewarded).sum(), overlap.detach()};
}

}  // namespace everyword
