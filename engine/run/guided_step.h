#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/api/run_events.h"
#include "engine/augment/cutouts.h"
#include "engine/core/rng.h"
#include "engine/guidance/guidance_loss.h"
#include "engine/run/step_plan.h"
#include "engine/run/text_features.h"

namespace everyword {

/// What a request means for the step, computed when the request changes and not in every step:
/// masks, text features and the losses that apply.
struct StepTarget {
  RunRequest request;
  std::vector<Region> regions;  ///< the active ones; P of them
  at::Tensor masks;             ///< [P,H,W]
  at::Tensor areaShare;         ///< [P]
  at::Tensor phrases;           ///< [P,D]
  at::Tensor prompt;            ///< [1,D], undefined without a global prompt
  struct Term {
    std::string name, label;
    std::shared_ptr<const GuidanceLoss> loss;
  };
  std::vector<Term> terms;
  bool needsRelevance = false, needsMaskedFeatures = false;
  StepPlan plan;
};

/// Throws InputError when no loss applies.
StepTarget makeStepTarget(const RunRequest &request, TextFeatures &texts,
                          const LoadedModels &models, int width, int height);

/// Pictures that CLIP's image encoder sees in a step: the copies, and the masked ones.
std::int64_t encodingsOf(const StepTarget &target);

/// The text that CLIP reads for a region: prefix and label.
std::string phraseOf(const RunRequest &request, const Region &region);

/// Hears of each phase of a step when it is done: "decode", "copies", "encode", "relevance",
/// "losses", "backward through CLIP", "backward through the generator". What it throws ends the
/// step.
using PhaseDone = std::function<void(const char *phase)>;

/// The objective and its gradient at `latent` [1,C,h,w] (Algorithm 1): decode, copies, one image
/// encoding, relevance, losses, one backward.
struct StepResult {
  at::Tensor gradient;          ///< of the total, [1,C,h,w]
  at::Tensor picture;           ///< [1,3,H,W], no graph
  std::vector<LossTerm> terms;  ///< the total last
  std::vector<RegionScore> regions;
  bool finite = true;  ///< total and gradient are numbers
};
StepResult guidedStep(const at::Tensor &latent, const StepTarget &target,
                      const LoadedModels &models, Rng &rng, const PhaseDone &phaseDone = {});

/// The cutouts of a request for a CLIP of that picture size.
CutoutOptions cutoutOptions(const RunRequest &request, std::int64_t clipSize);

}  // namespace everyword
