#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/api/run_events.h"
#include "engine/latents/latent_space.h"
#include "engine/models/loaded_models.h"

namespace everyword {

/// The last picture of a run and what was measured on it. The lists follow the active regions.
struct FinalPicture {
  const Frame &frame;                          ///< with one relevance map a region first
  const std::vector<double> &similarities;     ///< cosine of the picture and each region's phrase
  const std::vector<RegionScore> &lastScores;  ///< of the last step
  const std::vector<LooksLike> &looks;         ///< empty where nobody looked
};

/// A run whose models are loaded and whose request is checked; made by the facade, used by the
/// loop. What is particular to a mode or a generator comes in here as an object or a function.
struct PreparedRun {
  LoadedModels models;
  std::shared_ptr<const LatentSpace> space;
  std::vector<std::string> warnings;
  std::vector<std::string> names;  ///< of things that the models know, for BoxLooks; may be empty
  /// The checks that a request passes before a start, for edits during the run. Throws InputError.
  std::function<void(const RunRequest &)> check;
  /// What the mode reports of the regions of the last picture; may be empty.
  std::function<std::vector<RegionResult>(const RunRequest &, const FinalPicture &)> scoreRegions;
};

}  // namespace everyword
