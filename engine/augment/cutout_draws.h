#pragma once

#include <opencv2/core/matx.hpp>
#include <optional>
#include <vector>

#include "engine/augment/cutouts.h"
#include "engine/augment/erasing.h"

namespace everyword {

/// Everything random about one view of the picture, its noise apart.
struct ViewDraws {
  cv::Matx33d affine = cv::Matx33d::eye();       ///< output to input (homography.h)
  cv::Matx33d perspective = cv::Matx33d::eye();  ///< output to input
  cv::Matx33d colour = cv::Matx33d::eye();       ///< on RGB columns
  std::optional<ErasedRect> erased;
};

/// `count` views of `size` pixels a side. Every number is drawn whether it is used or not, so that
/// changing one probability leaves the other draws as they were. Throws nothing.
std::vector<ViewDraws> drawViews(const CutoutSettings &settings, std::int64_t size,
                                 std::int64_t count, Rng &rng);

}  // namespace everyword
