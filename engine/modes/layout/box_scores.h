#pragma once

#include "engine/api/frame.h"
#include "engine/api/run_request.h"

namespace everyword {

/// How well a set of pixels fills a box: the numbers of the paper's table 3, as fractions.
struct BoxScores {
  double precision =
      0;  ///< share of the marked pixels that lie in the box, [0, 1]; 0 when nothing is marked
  double recall = 0;  ///< share of the box that is marked, [0, 1]
  double f1 = 0;      ///< harmonic mean of the two, [0, 1]; 0 when both are
};

/// The relevance map, scaled (bicubic) to `width` x `height` pixels and cut in two by Otsu's
/// threshold, against the box. A map without any contrast marks nothing. Thread-safe. Throws
/// ShapeError when the map's size and values disagree or the picture has no pixels.
BoxScores scoreMap(const FloatMap &map, const Box &box, int width, int height);

/// The pixels that scoreMap counts: `width * height` values, row-major, 1 where the map lies above
/// Otsu's threshold.
std::vector<std::uint8_t> binarisedMap(const FloatMap &map, int width, int height);

/// Counts `marked` (row-major, 0 or not 0) against the box, whose edges are rounded to whole
/// pixels; a box keeps at least one pixel.
BoxScores scorePixels(const std::vector<std::uint8_t> &marked, const Box &box, int width,
                      int height);

}  // namespace everyword
