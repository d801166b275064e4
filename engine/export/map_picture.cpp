// A relevance map over its picture, with a colour bar and the label: what `everyword explain` and
// the window export.
#include <algorithm>
#include <cstdio>
#include <opencv2/imgproc.hpp>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/export/colour_maps.h"
#include "engine/export/opencv_picture.h"
#include "engine/export/text_drawing.h"

namespace everyword {

namespace {

// Small pictures are drawn larger, so that the legend is crisp; photographs smaller, since the map
// has a few hundred values and each word of the prompt gets a picture.
constexpr int kShortestDrawn = 640, kLongestDrawn = 2048;  ///< of the longer side
constexpr int kMargin = 16;
constexpr int kBarWidth = 20;
constexpr int kLegendWidth = 96;
constexpr int kLetter = 14;
constexpr int kLabelHeight = 48;
const cv::Scalar kPaper(255, 255, 255), kInk(32, 32, 32), kLine(150, 150, 150);

cv::Mat scaledPicture(const Frame &picture) {
  const cv::Mat bgr = bgrFromFrame(picture);
  const int longest = std::max(bgr.cols, bgr.rows);
  const double scale = double(std::clamp(longest, kShortestDrawn, kLongestDrawn)) / longest;
  const cv::Size size(std::max(1, static_cast<int>(bgr.cols * scale + 0.5)),
                      std::max(1, static_cast<int>(bgr.rows * scale + 0.5)));
  cv::Mat scaled;
  cv::resize(bgr, scaled, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  return scaled;
}

cv::Mat gridOf(const FloatMap &map) {
  if (map.width < 1 || map.height < 1 ||
      map.values.size() != static_cast<std::size_t>(map.width) * map.height) {
    throw InputError("the map of '" + map.label + "' has the wrong number of values");
  }
  return cv::Mat(map.height, map.width, CV_32F, const_cast<float *>(map.values.data()));
}

/// Two significant places, and never "-0" or an exponent where nobody expects one.
std::string numberText(double value) {
  char text[32];
  std::snprintf(text, sizeof text, value == 0 || (value >= 0.01 && value < 100) ? "%.2f" : "%.1e",
                value);
  return text;
}

/// The bar with the largest value on top; `area` is where it may draw.
void drawColourBar(cv::Mat &canvas, const cv::Rect &area, double largest, ColourMap colours) {
  const cv::Rect bar(area.x, area.y, kBarWidth, area.height);
  cv::Mat values(bar.height, bar.width, CV_32F);
  for (int y = 0; y < bar.height; ++y) {
    values.row(y).setTo(1.0 - double(y) / std::max(1, bar.height - 1));
  }
  colouredValues(values, colours).copyTo(canvas(bar));
  cv::rectangle(canvas, bar, kLine);
  for (int i = 0; i <= 4; ++i) {
    const int y = area.y + (area.height - 1) * (4 - i) / 4;
    cv::line(canvas, {bar.br().x, y}, {bar.br().x + 4, y}, kInk);
    const int top = std::clamp(y - kLetter, area.y - 4, area.y + area.height - 2 * kLetter + 4);
    drawText(canvas, numberText(largest * i / 4),
             {bar.br().x + 9, top, kLegendWidth - kBarWidth - 9, 2 * kLetter}, kLetter - 2, kInk);
  }
}

cv::Mat blended(const cv::Mat &picture, const cv::Mat &grid, double largest, ColourMap colours,
                double opacity) {
  cv::Mat values;
  cv::resize(grid, values, picture.size(), 0, 0, cv::INTER_CUBIC);
  if (largest > 0) {
    values /= largest;
  }
  cv::Mat result;
  const double share = std::clamp(opacity, 0.0, 1.0);
  cv::addWeighted(picture, 1.0 - share, colouredValues(values, colours), share, 0.0, result);
  return result;
}

}  // namespace

void writeMapPicture(const std::string &path, const Frame &picture, const FloatMap &map,
                     ColourMap colours, double opacity) {
  const cv::Mat grid = gridOf(map);
  double largest = 0;
  cv::minMaxLoc(grid, nullptr, &largest);
  const cv::Mat base = scaledPicture(picture);
  cv::Mat canvas(base.rows + 2 * kMargin + kLabelHeight, base.cols + 3 * kMargin + kLegendWidth,
                 CV_8UC3, kPaper);
  const cv::Rect place(kMargin, kMargin, base.cols, base.rows);
  blended(base, grid, largest, colours, opacity).copyTo(canvas(place));
  drawColourBar(canvas, {place.br().x + kMargin, kMargin, kLegendWidth, base.rows}, largest,
                colours);
  drawText(canvas, map.label,
           {kMargin, place.br().y + 8, base.cols + kMargin + kLegendWidth, kLabelHeight},
           kLetter + 3, kInk);
  writePicture(path, *frameFromBgr(canvas));
}

}  // namespace everyword
