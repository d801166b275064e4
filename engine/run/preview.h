#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "engine/api/run_events.h"
#include "engine/run/step_target.h"

namespace everyword {

/// What is shown of a step: the picture itself, without augmentation, and where each phrase sees
/// itself in it.
struct Preview {
  FramePtr frame;
  std::vector<WordScore> words;      ///< of the global prompt
  std::vector<double> similarities;  ///< cosine of the picture and each active region's phrase
  double promptSimilarity = 0;
};

/// `picture` [1,3,H,W] in [0,1]. One CLIP encoding of one picture; needs no graph of the step's.
Preview makePreview(const at::Tensor &picture, int step, const StepTarget &target,
                    const LoadedModels &models, TextFeatures &texts);

/// A picture of any size as CLIP wants it: [1,3,S,S], normalised. Antialiased when it has to
/// shrink.
at::Tensor clipInput(const at::Tensor &picture, const ClipModel &clip);

}  // namespace everyword
