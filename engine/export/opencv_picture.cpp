#include "engine/export/opencv_picture.h"

#include <opencv2/imgproc.hpp>

#include "engine/export/frame_check.h"

namespace everyword {

cv::Mat bgrFromFrame(const Frame &frame) {
  checkFrame(frame);
  const cv::Mat rgba(frame.height, frame.width, CV_8UC4,
                     const_cast<std::uint8_t *>(frame.rgba.data()));
  cv::Mat bgr;
  cv::cvtColor(rgba, bgr, cv::COLOR_RGBA2BGR);
  return bgr;
}

FramePtr frameFromBgr(const cv::Mat &bgr) {
  auto frame = std::make_shared<Frame>();
  frame->width = bgr.cols;
  frame->height = bgr.rows;
  frame->rgba.resize(static_cast<std::size_t>(bgr.cols) * bgr.rows * 4);
  cv::Mat rgba(bgr.rows, bgr.cols, CV_8UC4, frame->rgba.data());
  cv::cvtColor(bgr, rgba, cv::COLOR_BGR2RGBA);
  return frame;
}

}  // namespace everyword
