#pragma once

#include <string>

namespace everyword {

/// The folder that holds the packs: the one named, else the environment's EVERYWORD_RESOURCES, else
/// `resources` beside the executable or above it (build tree), else `share/everyword` beside its
/// bin folder. Throws FileError saying where it looked.
std::string findResources(const std::string &named);

}  // namespace everyword
