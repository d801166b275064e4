#pragma once

#include <cstdint>
#include <vector>

namespace everyword {

/// An area that was painted over a picture, on a grid of kSide x kSide cells whatever the
/// picture's size; a plain value.
struct PaintedMask {
  static constexpr int kSide = 128;

  /// Row-major, y down, 0 or 1, kSide * kSide of them; none when nothing was painted.
  std::vector<std::uint8_t> cells;

  /// Nothing is painted.
  bool empty() const;
  /// Paints (or erases) a disc; fractions of the picture as in Box.
  void paint(double x, double y, double radius, bool on = true);

  /// COCO's uncompressed run lengths, which go down the columns and begin with those of 0; empty
  /// when nothing is painted.
  std::vector<int> runs() const;
  /// Throws InputError when the runs do not cover the grid exactly.
  static PaintedMask fromRuns(const std::vector<int> &runs);

  bool operator==(const PaintedMask &) const = default;
};

}  // namespace everyword
