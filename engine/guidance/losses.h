#pragma once

#include <memory>

#include "engine/guidance/guidance_loss.h"

namespace everyword {

// One function a loss, each in its own file; loss_registry.cpp puts them in the table.
std::unique_ptr<GuidanceLoss> makeSimilarity();
std::unique_ptr<GuidanceLoss> makeRegionOverlap();
std::unique_ptr<GuidanceLoss> makeMasked();
std::unique_ptr<GuidanceLoss> makeSmoothness();

}  // namespace everyword
