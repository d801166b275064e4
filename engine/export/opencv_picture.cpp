#include "engine/export/opencv_picture.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "engine/api/errors.h"
#include "engine/export/frame_check.h"
#include "engine/export/png_file.h"

namespace everyword {

namespace {

std::vector<std::uint8_t> encode(const Frame &frame, const std::string &extension,
                                 const std::vector<int> &settings) {
  std::vector<std::uint8_t> bytes;
  if (!cv::imencode(extension, bgrFromFrame(frame), bytes, settings)) {
    throw Error("the picture cannot be stored as " + extension);
  }
  return bytes;
}

}  // namespace

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

std::vector<std::uint8_t> encodeJpeg(const Frame &frame, const std::string & /*recipe*/) {
  return encode(frame, ".jpg", {cv::IMWRITE_JPEG_QUALITY, 95});
}

std::vector<std::uint8_t> encodeWebp(const Frame &frame, const std::string & /*recipe*/) {
  return encode(frame, ".webp", {cv::IMWRITE_WEBP_QUALITY, 95});
}

cv::Mat decodePicture(std::span<const std::uint8_t> bytes, const std::string &path) {
  if (isPng(bytes)) {
    return decodePng(bytes, path);  // OpenCV's reader would write libpng's complaints to stderr
  }
  cv::Mat image;
  try {
    if (!bytes.empty()) {
      const cv::Mat buffer(1, static_cast<int>(bytes.size()), CV_8U,
                           const_cast<std::uint8_t *>(bytes.data()));
      image = cv::imdecode(buffer, cv::IMREAD_COLOR);  // 8 bits, upright
    }
  } catch (const cv::Exception &) {
    image.release();
  }
  if (image.empty()) {
    throw FileError("'" + path + "' is no picture, or a damaged one", "use a PNG or JPEG file");
  }
  return image;
}

}  // namespace everyword
