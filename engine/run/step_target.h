#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "engine/guidance/guidance_loss.h"
#include "engine/latents/latent_space.h"
#include "engine/run/step_plan.h"
#include "engine/run/text_features.h"

namespace everyword {

/// What losses that keep to the start compare with.
struct StartAnchor {
  std::vector<at::Tensor> latent;
  at::Tensor identity;  ///< [1,E] unit embedding of the first picture's face
  at::Tensor picture;   ///< [1,3,H,W] the first picture
};

/// What a request means for the step, computed when the request changes and not in every step: text
/// features, masks and the losses that apply. P active regions.
struct StepTarget {
  RunRequest request;           ///< words that nobody has chosen filled in (api/prompt_words.h)
  std::vector<Region> regions;  ///< the active ones
  at::Tensor masks;             ///< [P,H,W]
  at::Tensor areaShare;         ///< [P]
  at::Tensor phrases;           ///< [P,D]
  at::Tensor prompt;            ///< [1,D], undefined without a global prompt
  at::Tensor protectedMask;     ///< [1,1,H,W], undefined where nothing is protected
  std::optional<ChosenWords> words;
  std::vector<const LossEntry *> terms;  ///< rows of the table
  unsigned needs = NeedsNothing;         ///< of all terms
  StartAnchor start;                     ///< as far as `needs` says
  StepPlan plan;
};

/// Throws InputError when no loss applies, or when a chosen word is not in the prompt.
StepTarget makeStepTarget(const RunRequest &request, TextFeatures &texts,
                          const LoadedModels &models, PictureSize size);

/// The part of the anchor that `needs` asks for. Throws Error when the identity is needed and no
/// identity network is loaded.
StartAnchor anchorAt(const std::vector<at::Tensor> &latent, unsigned needs,
                     const LatentSpace &space, const LoadedModels &models);

/// The face in a picture [1,3,H,W] in [0,1]: [1,E], unit length, differentiable.
at::Tensor identityOf(const at::Tensor &picture, const LoadedModels &models);

/// The rows of the table that this request uses, and what they need: `terms` and `needs`. Throws
/// InputError when there are none.
void chooseTerms(StepTarget &target);

/// Pictures that CLIP's image encoder sees in a step: the cutouts, and the masked ones.
std::int64_t encodingsOf(const StepTarget &target);

/// The text that CLIP reads for a region: prefix and label.
std::string phraseOf(const RunRequest &request, const Region &region);

}  // namespace everyword
