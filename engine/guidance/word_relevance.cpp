// The relevance of the words that must not be neglected (sections 3.1 and 3.3 of the paper):
//
//   - lambda / |S| sum over s in S of mean_b max over the tokens of s of R_b,    R_b sums to 1
//
// R [B,L] is the text relevance of the prompt's tokens for cutout b, over all blocks, start and end
// token excluded. A word of several tokens, or a phrase such as a compound noun, counts as one. The
// published code takes the mean over the chosen tokens, each with its word's weight, instead of the
// maximum of each word; it is used `asPublished` only.
//
// With `neglectedBelow` over 0 (the paper's supplement, free generation) only words that fall
// behind are pushed, and as published there the relevance is divided by its largest:
//
//   - lambda / |N| sum over s in N of r_s,   r_s = mean_b max over the tokens of s of R_b / max R_b
//
// N are the chosen words with r_s below that share of the mean over the words that are compared.
// The published notebook takes the share of the largest token instead, which is 1: `asPublished`.

#include <ATen/ATen.h>

#include "engine/guidance/losses.h"
#include "engine/guidance/neglected_words.h"

namespace everyword {

bool appliesWordRelevance(const RunRequest &request) {
  return !request.objective.words.empty() && !request.objective.prompt.empty() &&
         request.objective.wordLambda > 0;
}

namespace {

constexpr double kNoRelevance = 1e-20;  // dividing by less would only enlarge rounding errors

at::Tensor dividedBy(const at::Tensor &relevance, const at::Tensor &by) {
  return relevance / at::where(by > kNoRelevance, by, at::ones_like(by));
}

}  // namespace

at::Tensor relativeWordRelevance(const at::Tensor &tokenRelevance, const at::Tensor &wordTokens) {
  const at::Tensor relative =
      dividedBy(tokenRelevance, tokenRelevance.amax(-1, /*keepdim=*/true));  // [B,L]
  const at::Tensor tokens = wordTokens.to(relative.options().requires_grad(false));
  return (relative.unsqueeze(1) * tokens.unsqueeze(0)).amax(-1);
}

at::Tensor isNeglected(const at::Tensor &words, const at::Tensor &compared, double below,
                       bool ofLargest) {
  return ofLargest ? words < below : words < below * compared.mean();
}

namespace {

LossValue neglectedWords(const StepInputs &inputs, const Objective &objective) {
  const at::Tensor words =
      relativeWordRelevance(inputs.tokenRelevance, inputs.wordTokens).mean(0);  // [C]
  const at::Tensor compared =
      inputs.comparedTokens.defined()
          ? relativeWordRelevance(inputs.tokenRelevance.detach(), inputs.comparedTokens).mean(0)
          : words.detach();
  const at::Tensor pushed =
      isNeglected(words.detach(), compared, objective.neglectedBelow, objective.asPublished)
          .to(words.scalar_type());
  const at::Tensor rewarded = (words * pushed).sum() / pushed.sum().clamp_min(1);
  return {-objective.wordLambda * rewarded, at::Tensor()};
}

}  // namespace

LossValue wordRelevance(const StepInputs &inputs, const RunRequest &request) {
  if (request.objective.neglectedBelow > 0) {
    return neglectedWords(inputs, request.objective);
  }
  const at::Tensor share =
      dividedBy(inputs.tokenRelevance, inputs.tokenRelevance.sum(-1, /*keepdim=*/true));  // [B,L]
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
