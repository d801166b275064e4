#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/api/engine.h"

namespace everyword {

// The requests that the speed benchmark times.

inline constexpr char kExplainedPrompt[] = "A person with purple hair";

/// The size, boxes and cutouts at which the published loop is timed: 300 x 256 pixels, a road below
/// houses, 32 cutouts, no prompt for the whole picture.
RunRequest publishedLayout();

/// The edit at which the published loop is timed: one view of the picture, two words, W+ and
/// identity kept.
RunRequest publishedEdit();

/// The step of a dream as FuseDream is published, 50 cutouts of AugCLIP, with both words insisted
/// on.
RunRequest publishedDream();

/// Two things beside each other, at the pack's recommended size and cutouts.
RunRequest twoBoxes(const Engine &engine, const ModelSet &models);

/// The same request with `count` boxes in a grid (0: the prompt alone).
RunRequest withBoxes(RunRequest request, int count);

/// One thing changes, all else stays.
struct SpeedSweep {
  std::string over;  ///< "cutouts", "pixels", "regions"
  std::vector<std::pair<double, RunRequest>> points;
};
std::vector<SpeedSweep> speedSweeps(const RunRequest &base);

}  // namespace everyword
