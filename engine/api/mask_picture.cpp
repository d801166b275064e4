#include "engine/api/mask_picture.h"

#include <algorithm>
#include <cstdint>

namespace everyword {

namespace {

constexpr int kSide = PaintedMask::kSide;
constexpr int kCells = kSide * kSide;

struct Span {
  int begin = 0, end = 0;
};

/// The pixels of a side that a cell covers; at least one.
Span pixelsOf(int cell, int pixels) {
  const auto at = [pixels](int c) {
    return static_cast<int>(static_cast<std::int64_t>(c) * pixels / kSide);
  };
  return {at(cell), std::max(at(cell + 1), at(cell) + 1)};
}

/// Rec. 709, of the encoded values.
double luminance(const std::uint8_t *rgba) {
  return 0.2126 * rgba[0] + 0.7152 * rgba[1] + 0.0722 * rgba[2];
}

}  // namespace

PaintedMask maskFromPicture(const Frame &picture) {
  PaintedMask mask;
  mask.cells.assign(kCells, 0);
  for (int i = 0; i < kCells; ++i) {
    const Span rows = pixelsOf(i / kSide, picture.height);
    const Span columns = pixelsOf(i % kSide, picture.width);
    double sum = 0;
    for (int y = rows.begin; y < rows.end; ++y) {
      for (int x = columns.begin; x < columns.end; ++x) {
        sum += luminance(&picture.rgba[(static_cast<std::size_t>(y) * picture.width + x) * 4]);
      }
    }
    const int pixels = (rows.end - rows.begin) * (columns.end - columns.begin);
    mask.cells[static_cast<std::size_t>(i)] = sum >= 127.5 * pixels ? 1 : 0;
  }
  return mask;
}

}  // namespace everyword
