#include "engine/export/colour_maps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace everyword {

namespace {

int openCvMap(ColourMap map) {
  switch (map) {
    case ColourMap::Cividis:
      return cv::COLORMAP_CIVIDIS;
    case ColourMap::Viridis:
      return cv::COLORMAP_VIRIDIS;
    case ColourMap::Magma:
      return cv::COLORMAP_MAGMA;
    case ColourMap::Inferno:
      return cv::COLORMAP_INFERNO;
    case ColourMap::Turbo:
      return cv::COLORMAP_TURBO;
  }
  return cv::COLORMAP_CIVIDIS;
}

using Ramp = std::array<cv::Vec3b, 256>;

const Ramp &rampOf(ColourMap map) {
  static const std::array<Ramp, 5> ramps = [] {
    cv::Mat grey(1, 256, CV_8U);
    for (int i = 0; i < 256; ++i) {
      grey.at<uchar>(0, i) = static_cast<uchar>(i);
    }
    std::array<Ramp, 5> made;
    for (std::size_t m = 0; m < made.size(); ++m) {
      cv::Mat coloured;
      cv::applyColorMap(grey, coloured, openCvMap(static_cast<ColourMap>(m)));
      std::copy_n(coloured.ptr<cv::Vec3b>(0), 256, made[m].begin());
    }
    return made;
  }();
  return ramps[static_cast<std::size_t>(map)];
}

std::size_t indexOf(double value) {
  return std::isnan(value)
             ? 0
             : static_cast<std::size_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
}

}  // namespace

Rgb colourOf(ColourMap map, double value) {
  const cv::Vec3b bgr = rampOf(map)[indexOf(value)];
  return {bgr[2], bgr[1], bgr[0]};
}

cv::Mat colouredValues(const cv::Mat &values, ColourMap map) {
  const Ramp &ramp = rampOf(map);
  cv::Mat bgr(values.size(), CV_8UC3);
  for (int y = 0; y < values.rows; ++y) {
    for (int x = 0; x < values.cols; ++x) {
      bgr.at<cv::Vec3b>(y, x) = ramp[indexOf(values.at<float>(y, x))];
    }
  }
  return bgr;
}

}  // namespace everyword
