#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>
#include <vector>

#include "engine/api/run_events.h"
#include "engine/core/rng.h"
#include "engine/latents/latent_space.h"
#include "engine/run/step_target.h"

namespace everyword {

/// Hears of each phase of a step when it is done: "decode", "cutouts", "encode", "relevance",
/// "losses", "backward through CLIP", "backward through the generator". Returns whether the step
/// goes on.
using PhaseDone = std::function<bool(const char *phase)>;

/// The objective and its gradient at a latent (Algorithm 1).
struct StepResult {
  std::vector<at::Tensor> gradients;  ///< of the total, one a leaf
  at::Tensor picture;                 ///< [1,3,H,W], no graph
  std::vector<LossTerm> terms;        ///< the total last
  std::vector<RegionScore> regions;
  bool finite = true;  ///< total and gradients are numbers
};

/// Decode, cutouts, one image encoding, relevance, losses, one backward pass, which is taken in two
/// parts: to the picture, and from there to the latent. Unset when `phaseDone` ended it.
std::optional<StepResult> guidedStep(const std::vector<at::Tensor> &latent,
                                     const StepTarget &target, const LoadedModels &models,
                                     const LatentSpace &space, Rng &rng,
                                     const PhaseDone &phaseDone = {});

/// How much the features rest on the words of `target`, into `inputs`: tokenRelevance, wordTokens,
/// comparedTokens.
void addWordRelevance(StepInputs &inputs, const StepTarget &target, const ClipModel &clip);

/// Features of the pictures with all but one region covered, [B,P,D]. `images` [B,3,S,S] normalised
/// for CLIP, `masks` [B,P,S,S]; covering after normalisation makes the outside the mean colour.
at::Tensor encodeMasked(const at::Tensor &images, const at::Tensor &masks, const ClipModel &clip,
                        const ForwardOptions &options);

}  // namespace everyword
