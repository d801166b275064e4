#pragma once

#include "engine/api/frame.h"
#include "engine/api/painted_mask.h"

namespace everyword {

/// The bright cells of a picture of any size, scaled to the mask's grid: those whose mean luminance
/// is at least half of white.
PaintedMask maskFromPicture(const Frame &picture);

}  // namespace everyword
