#pragma once

#include <string>
#include <vector>

namespace everyword {

/// What a front end knows of a mode: a row of engine/modes/mode_registry.cpp.
struct ModeInfo {
  std::string id;                          ///< RunRequest::mode
  std::string title;                       ///< "Layout"
  std::string help;                        ///< one sentence: what it does
  std::vector<std::string> roles;          ///< of the models it cannot do without
  std::vector<std::string> optionalRoles;  ///< of those that it uses when the request names them
  std::vector<std::string> latentSpaces;   ///< that it can move in; the first is its own
  std::vector<std::string> starts;         ///< kinds of start that the first of them has
};

/// The first is that of a request that names none.
std::vector<ModeInfo> modeInfos();

/// A file that a request may name in the place of the pack's (ModelSet::files): a checkpoint, or
/// one that comes with it. From engine/models/model_families.cpp.
struct ModelRole {
  std::string role;  ///< "clip"
  std::string help;  ///< one sentence: what it is, and what may be given
  std::string of;    ///< of a file that comes with a checkpoint: the checkpoint's role
};

std::vector<ModelRole> modelRoles();

}  // namespace everyword
