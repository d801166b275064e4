#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "engine/api/run_events.h"
#include "engine/run/look_candidates.h"
#include "engine/run/step_target.h"

namespace everyword {

/// What the boxes of a picture look like to CLIP: zero-shot classification (Radford et al. 2021) of
/// the crop of each box, among the phrases of all boxes, their parts exchanged, and names of
/// things. Draws no random numbers and keeps no graph, so that a run makes the same bytes with or
/// without it. Not thread-safe.
class BoxLooks {
 public:
  /// `names`: of things that the models know; empty: everydayNames().
  BoxLooks(const LoadedModels &models, TextFeatures &texts, std::vector<std::string> names);

  /// `picture` [1,3,H,W] in [0,1] on the models' device. One entry for each active region, in
  /// order. One encoding of as many crops; the texts are encoded when labels or prefix change.
  std::vector<LooksLike> lookAt(const at::Tensor &picture, const StepTarget &target);

 private:
  void takeLabels(const StepTarget &target);

  const LoadedModels &models_;
  TextFeatures &texts_;
  std::vector<std::string> names_, labels_;
  std::string prefix_;
  std::vector<LookCandidate> candidates_;
  at::Tensor features_;  ///< [C,D] unit length
};

/// The box with a margin of `margin` times its sides, as far as the picture goes, as CLIP sees it:
/// [1,3,side,side], not normalised. `picture` [1,3,H,W].
at::Tensor cropOf(const at::Tensor &picture, const Box &box, double margin, std::int64_t side);

}  // namespace everyword
