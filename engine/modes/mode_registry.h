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
  std::string help;                        ///< one sentence: what it does
  std::vector<std::string> roles;          ///< of the models it cannot do without
  std::vector<std::string> optionalRoles;  ///< of those that it uses when the request names them
  std::vector<std::string> latentSpaces;   ///< rows of latent_spaces.cpp; the first is its own
                                           ///< where `ownSpace` names no other
  /// What cannot run in this mode, beyond RunRequest::check; may be null. Throws InputError.
  void (*check)(const RunRequest &request);
  /// Puts the mode's own defaults into a request.
  void (*preset)(RunRequest &request);
  /// PreparedRun::scoreRegions; may be null.
  std::vector<RegionResult> (*scoreRegions)(const RunRequest &request, const FinalPicture &picture);
  /// Of `latentSpaces`: where a request moves that names none; may be null.
  std::string (*ownSpace)(const RunRequest &request) = nullptr;
};

const std::vector<Mode> &modes();

/// Throws InputError naming the modes that there are.
const Mode &modeOf(const std::string &id);

/// Roles of the models that a run loads: the mode's own, the generator of its latent space, and the
/// optional ones that the request names. Throws InputError.
std::vector<std::string> rolesOf(const RunRequest &request);

/// The row of latent_spaces.cpp that a run of this request moves in. Throws InputError when its
/// mode has no such latent space.
std::string latentSpaceOf(const RunRequest &request);

/// What cannot run in the request's mode, beyond RunRequest::check. Throws InputError.
void checkMode(const RunRequest &request);

}  // namespace everyword
