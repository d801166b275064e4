#pragma once

#include <vector>

#include "engine/run/prepared_run.h"

namespace everyword::layout {

// Layout (section 3.4 of the paper): phrases and boxes on a VQGAN's picture.

/// A method that looks into boxes needs one. Throws InputError.
void check(const RunRequest &request);

/// The published setup's defaults are those of RunRequest: nothing to change.
void preset(RunRequest &request);

/// Otsu-binarised maps against the boxes, of the last picture (table 3 of the paper).
std::vector<RegionResult> scoreRegions(const RunRequest &request, const FinalPicture &picture);

}  // namespace everyword::layout
