// The relevance of the words that must not be neglected (sections 3.1 and 3.3 of the paper):
//
//   - lambda / |S| sum over s in S of mean_b max over the tokens of s of R_b,    R_b sums to 1
//
// R [B,L] is the text relevance of the prompt's tokens for cutout b, over all blocks, start and end
// token excluded. A word of several tokens, or a phrase such as a compound noun, counts as one. The
// published code takes the mean over the chosen tokens, each with its word's weight, instead of the
// maximum of each word; it is used `asPublished` only.

#include <ATen/ATen.h>

#include "engine/guidance/losses.h"

namespace everyword {

bool appliesWordRelevance(const RunRequest &request) {
  return !request.objective.words.empty() && !request.objective.prompt.empty() &&
         request.objective.wordLambda > 0;
}

LossValue wordRelevance(const StepInputs &inputs, const RunRequest &request) {
  constexpr double kNoRelevance = 1e-20;  // dividing by less would only enlarge rounding errors
  const at::Tensor sum = inputs.tokenRelevance.sum(-1, /*keepdim=*/true);
  const at::Tensor share =
      inputs.tokenRelevance / at::where(sum > kNoRelevance, sum, at::ones_like(sum));  // [B,L]
  const at::Tensor tokens = inputs.wordTokens.to(share.options().requires_grad(false));
  at::Tensor rewarded;
  if (request.objective.asPublished) {
    const at::Tensor chosen = tokens.amax(0);  // [L]
    rewarded = (share * chosen).sum(-1).mean() / chosen.count_nonzero().clamp_min(1);
  } else {
    rewarded = (share.unsqueeze(1) * tokens.unsqueeze(0)).amax(-1).mean();  // over [B,C]
  }
  return {-request.objective.wordLambda * rewarded, at::Tensor()};
}

}  // namespace everyword
