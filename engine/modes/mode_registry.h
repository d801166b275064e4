#pragma once

#include <string>
#include <vector>

#include "engine/run/prepared_run.h"

namespace everyword {

/// What a user can do with a guided run: a row of the table in mode_registry.cpp. The loop itself
/// is the same for all.
struct Mode {
  std::string id;                          ///< "layout"; RunRequest::mode
  std::string title;                       ///< "Layout"
  std::vector<std::string> roles;          ///< of the models it cannot do without
  std::vector<std::string> optionalRoles;  ///< of those that some of its losses use
  std::string latentSpace;                 ///< a row of latent_spaces.cpp
  /// What cannot run in this mode, beyond RunRequest::check. Throws InputError.
  void (*check)(const RunRequest &request);
  /// Puts the mode's own defaults into a request.
  void (*preset)(RunRequest &request);
  /// PreparedRun::scoreRegions; may be null.
  std::vector<RegionResult> (*scoreRegions)(const RunRequest &request, const FinalPicture &picture);
};

const std::vector<Mode> &modes();

/// Throws InputError naming the modes that there are.
const Mode &modeOf(const std::string &id);

}  // namespace everyword
