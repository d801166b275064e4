#include "ui/canvas/heat_map_image.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace everyword {
namespace {

constexpr int kLongSide = 160;  // enough for the eye once the canvas scales it bilinearly

bool isWhole(const FloatMap &map) {
  return map.width > 0 && map.height > 0 &&
         map.values.size() == std::size_t(map.width) * map.height;
}

/// Catmull-Rom weights of the four neighbours of a point `t` behind the second one.
std::array<double, 4> weights(double t) {
  return {((-0.5 * t + 1.0) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1.0,
          ((-1.5 * t + 2.0) * t + 0.5) * t, (0.5 * t - 0.5) * t * t};
}

/// One line of `count` values enlarged to `size`; cell centres are the sample points, edges repeat.
void enlargeLine(const double *from, int count, int stride, double *to, int size, int toStride) {
  for (int index = 0; index < size; ++index) {
    const double place = (index + 0.5) * count / size - 0.5;
    const int base = static_cast<int>(std::floor(place));
    const auto weight = weights(place - base);
    double sum = 0;
    for (int k = 0; k < 4; ++k) {
      sum += weight[k] * from[std::clamp(base - 1 + k, 0, count - 1) * stride];
    }
    to[index * toStride] = sum;
  }
}

std::array<QRgb, 256> table(ColourMap colours) {
  std::array<QRgb, 256> entries{};
  for (int index = 0; index < 256; ++index) {
    const Rgb rgb = colourOf(colours, index / 255.0);
    entries[index] = qRgb(rgb.red, rgb.green, rgb.blue);
  }
  return entries;
}

}  // namespace

QImage heatMapImage(const FloatMap &map, double top, ColourMap colours) {
  if (!isWhole(map)) {
    return {};
  }
  const double scale = double(kLongSide) / std::max(map.width, map.height);
  const int width = std::max(1, int(map.width * scale)),
            height = std::max(1, int(map.height * scale));
  const std::vector<double> cells(map.values.begin(), map.values.end());
  std::vector<double> wide(std::size_t(width) * map.height), large(std::size_t(width) * height);
  for (int row = 0; row < map.height; ++row) {
    enlargeLine(&cells[std::size_t(row) * map.width], map.width, 1, &wide[std::size_t(row) * width],
                width, 1);
  }
  for (int column = 0; column < width; ++column) {
    enlargeLine(&wide[column], map.height, width, &large[column], height, width);
  }
  const auto colour = table(colours);
  QImage image(width, height, QImage::Format_ARGB32);
  for (int row = 0; row < height; ++row) {
    auto *line = reinterpret_cast<QRgb *>(image.scanLine(row));
    for (int column = 0; column < width; ++column) {
      const double value = top > 0 ? large[std::size_t(row) * width + column] / top : 0.0;
      const auto entry = static_cast<std::size_t>(std::clamp(value, 0.0, 1.0) * 255.0 + 0.5);
      // Half of the scale covers already: the colour says the rest.
      line[column] = (colour[entry] & 0xffffffU) | QRgb(std::min<std::size_t>(255, 2 * entry))
                                                       << 24;
    }
  }
  return image;
}

double heatMapValue(const FloatMap &map, double x, double y) {
  if (!isWhole(map)) {
    return 0;
  }
  const double column = x * map.width - 0.5, row = y * map.height - 0.5;
  const int left = static_cast<int>(std::floor(column)), top = static_cast<int>(std::floor(row));
  const auto across = weights(column - left), down = weights(row - top);
  double sum = 0;
  for (int j = 0; j < 4; ++j) {
    for (int i = 0; i < 4; ++i) {
      const int cellX = std::clamp(left - 1 + i, 0, map.width - 1);
      const int cellY = std::clamp(top - 1 + j, 0, map.height - 1);
      sum += across[i] * down[j] * map.values[std::size_t(cellY) * map.width + cellX];
    }
  }
  return std::max(0.0, sum);
}

}  // namespace everyword
