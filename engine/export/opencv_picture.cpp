#include "engine/export/opencv_picture.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "engine/api/errors.h"
#include "engine/export/frame_check.h"
#include "engine/export/png_file.h"

namespace everyword {

namespace {

constexpr std::int64_t kMostPixels = 100'000'000;

std::vector<std::uint8_t> encode(const Frame &frame, const std::string &extension,
                                 const std::vector<int> &settings) {
  std::vector<std::uint8_t> bytes;
  if (!cv::imencode(extension, bgrFromFrame(frame), bytes, settings)) {
    throw Error("the picture cannot be stored as " + extension);
  }
  return bytes;
}

/// A PNG of a few bytes may claim any size: looked at before memory is taken.
void checkPngSize(std::span<const std::uint8_t> bytes, const std::string &path) {
  if (!isPng(bytes) || bytes.size() < 24) {
    return;
  }
  const auto number = [&](std::size_t at) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      value = value << 8 | bytes[at + i];
    }
    return value;
  };
  const std::int64_t width = number(16), height = number(20);
  if (height > 0 && width > kMostPixels / height) {
    throw FileError("the picture '" + path + "' is too large (" + std::to_string(width) + " x " +
                    std::to_string(height) + " pixels)");
  }
}

/// `image` CV_8UC4 over white -> CV_8UC3.
cv::Mat overWhite(const cv::Mat &image) {
  cv::Mat result(image.size(), CV_8UC3);
  for (int y = 0; y < image.rows; ++y) {
    for (int x = 0; x < image.cols; ++x) {
      const auto &pixel = image.at<cv::Vec4b>(y, x);
      for (int c = 0; c < 3; ++c) {
        result.at<cv::Vec3b>(y, x)[c] =
            cv::saturate_cast<uchar>((pixel[c] * pixel[3] + 255 * (255 - pixel[3]) + 127) / 255);
      }
    }
  }
  return result;
}

}  // namespace

cv::Mat bgrFromFrame(const Frame &frame) {
  checkFrame(frame);
  const cv::Mat rgba(frame.height, frame.width, CV_8UC4, const_cast<std::uint8_t *>(frame.rgba.data()));
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
  checkPngSize(bytes, path);
  cv::Mat image;
  try {
    if (!bytes.empty()) {
      const cv::Mat buffer(1, static_cast<int>(bytes.size()), CV_8U, const_cast<std::uint8_t *>(bytes.data()));
      // IMREAD_COLOR drops transparency, IMREAD_UNCHANGED the camera's orientation, which only JPEG files have.
      image = cv::imdecode(buffer, isPng(bytes) ? cv::IMREAD_UNCHANGED : cv::IMREAD_COLOR);
    }
    if (image.depth() == CV_16U) {
      image.convertTo(image, CV_8U, 1.0 / 257.0);
    }
    if (image.channels() == 1 && !image.empty()) {
      cv::cvtColor(image, image, cv::COLOR_GRAY2BGR);
    }
  } catch (const cv::Exception &) {
    image.release();
  }
  if (image.empty() || image.depth() != CV_8U) {
    throw FileError("'" + path + "' is no picture, or a damaged one", "use a PNG or JPEG file");
  }
  return image.channels() == 4 ? overWhite(image) : image;
}

}  // namespace everyword
