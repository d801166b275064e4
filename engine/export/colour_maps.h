#pragma once

#include <opencv2/core.hpp>

#include "engine/api/exporting.h"

namespace everyword {

/// `values` CV_32F, [0,1] (clamped) -> BGR8.
cv::Mat colouredValues(const cv::Mat &values, ColourMap map);

}  // namespace everyword
