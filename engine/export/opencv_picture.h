#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <span>
#include <string>
#include <vector>

#include "engine/api/frame.h"

namespace everyword {

/// BGR8, a copy. Throws InputError as checkFrame.
cv::Mat bgrFromFrame(const Frame &frame);

/// `bgr` CV_8UC3.
FramePtr frameFromBgr(const cv::Mat &bgr);

/// The recipe is dropped: these formats have no place for it here.
std::vector<std::uint8_t> encodeJpeg(const Frame &frame, const std::string &recipe);
std::vector<std::uint8_t> encodeWebp(const Frame &frame, const std::string &recipe);

/// Any format OpenCV reads, turned upright, transparent pixels over white. Throws FileError naming
/// `path`.
cv::Mat decodePicture(std::span<const std::uint8_t> bytes, const std::string &path);

}  // namespace everyword
