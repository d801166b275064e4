#include "engine/modes/layout/box_scores.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string>

#include "engine/api/errors.h"

namespace everyword {

namespace {

/// Half-open pixel range of one side of a box.
struct Span {
  int begin = 0, end = 0;
};

Span pixelSpan(double start, double length, int pixels) {
  const int begin = std::clamp(static_cast<int>(std::lround(start * pixels)), 0, pixels - 1);
  const int end = std::clamp(static_cast<int>(std::lround((start + length) * pixels)), 0, pixels);
  return {begin, std::max(end, begin + 1)};
}

void checkSizes(const FloatMap &map, int width, int height) {
  if (width < 1 || height < 1) {
    throw ShapeError("a map cannot be scored on a picture of " + std::to_string(width) + " x " +
                     std::to_string(height) + " pixels");
  }
  if (map.width < 1 || map.height < 1 ||
      map.values.size() != static_cast<std::size_t>(map.width) * map.height) {
    throw ShapeError("the relevance map of '" + map.label + "' has " +
                     std::to_string(map.values.size()) + " values but should be " +
                     std::to_string(map.width) + " x " + std::to_string(map.height));
  }
}

}  // namespace

std::vector<std::uint8_t> binarisedMap(const FloatMap &map, int width, int height) {
  checkSizes(map, width, height);
  const cv::Mat grid(map.height, map.width, CV_32F, const_cast<float *>(map.values.data()));
  std::vector<std::uint8_t> marked(static_cast<std::size_t>(width) * height, 0);
  double low = 0, high = 0;
  cv::minMaxLoc(grid, &low, &high);
  // Without contrast (or with NaN) Otsu's threshold would be an accident of rounding.
  if (!(high - low > 1e-12) || !std::isfinite(high - low)) {
    return marked;
  }
  cv::Mat scaled;
  cv::resize((grid - low) / (high - low), scaled, cv::Size(width, height), 0, 0, cv::INTER_CUBIC);
  cv::Mat bytes;
  scaled.convertTo(bytes, CV_8U, 255.0);  // saturates where the cubic overshoots
  cv::Mat binary(height, width, CV_8U, marked.data());
  cv::threshold(bytes, binary, 0, 1, cv::THRESH_BINARY | cv::THRESH_OTSU);
  return marked;
}

BoxScores scorePixels(const std::vector<std::uint8_t> &marked, const Box &box, int width,
                      int height) {
  const Span columns = pixelSpan(box.x, box.width, width);
  const Span rows = pixelSpan(box.y, box.height, height);
  long inside = 0, all = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      if (marked[static_cast<std::size_t>(y) * width + x] == 0) {
        continue;
      }
      ++all;
      inside += x >= columns.begin && x < columns.end && y >= rows.begin && y < rows.end;
    }
  }
  const double area = double(columns.end - columns.begin) * double(rows.end - rows.begin);
  BoxScores scores;
  scores.precision = all > 0 ? double(inside) / double(all) : 0.0;
  scores.recall = double(inside) / area;
  const double sum = scores.precision + scores.recall;
  scores.f1 = sum > 0 ? 2 * scores.precision * scores.recall / sum : 0.0;
  return scores;
}

BoxScores scoreMap(const FloatMap &map, const Box &box, int width, int height) {
  return scorePixels(binarisedMap(map, width, height), box, width, height);
}

}  // namespace everyword
