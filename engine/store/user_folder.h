#pragma once

#include <cstdint>
#include <string>

namespace everyword {

/// Where imported models live: `named`, else EVERYWORD_MODELS, else everyword/models in
/// XDG_DATA_HOME or ~/.local/share. Absolute; need not exist yet. Throws ResourceError when none of
/// these is set.
std::string modelsFolder(const std::string &named);

/// Where what can be computed again is kept: EVERYWORD_CACHE, else everyword in XDG_CACHE_HOME or
/// ~/.cache. Need not exist yet. Throws ResourceError when none of these is set.
std::string cacheFolder();

/// Makes the folder and those above it. Throws ResourceError.
void makeFolder(const std::string &path);

/// Throws ResourceError when the disk of `folder` has clearly less than `bytes` left. `what` is
/// named: "ViT-B-32.pt".
void requireFreeSpace(const std::string &folder, std::int64_t bytes, const std::string &what);

/// Throws InputError unless it is letters, digits, '-', '_' and '.', starting with a letter or
/// digit, at most 80 of them.
void checkModelName(const std::string &name);

/// A valid name made of any text: "My model (2).pt" -> "My-model-2.pt". "model" when nothing is
/// left.
std::string asModelName(const std::string &text);

/// "350.1 MB"
std::string sizeText(std::int64_t bytes);

}  // namespace everyword
