#pragma once

#include <opencv2/core.hpp>

#include "engine/api/frame.h"

namespace everyword {

/// BGR8, a copy. Throws InputError as checkFrame.
cv::Mat bgrFromFrame(const Frame &frame);

/// `bgr` CV_8UC3.
FramePtr frameFromBgr(const cv::Mat &bgr);

}  // namespace everyword
