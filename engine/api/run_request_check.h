#pragma once

#include <vector>

#include "engine/api/run_request.h"

namespace everyword {

constexpr std::size_t kMostRegions = 64;
constexpr std::size_t kMostEdits = 10000;

/// What holds for a request at any time, also for a project that is not finished yet. Throws
/// InputError naming the text that is too long, no UTF-8, or holds control characters.
void checkTexts(const RunRequest &request);

/// The same for regions: at most kMostRegions, each of an id of its own, with numbers in
/// their ranges. Throws InputError.
void checkRegions(const std::vector<Region> &regions);

}  // namespace everyword
