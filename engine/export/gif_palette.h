#pragma once

#include <gif_lib.h>

#include <array>
#include <vector>

#include "engine/api/frame.h"

namespace everyword {

/// 256 colours that serve all frames of an animation: k-means over a sample of their pixels. The
/// same frames give the same palette.
class GifPalette {
 public:
  explicit GifPalette(const std::vector<FramePtr> &frames);

  const std::array<GifColorType, 256> &colours() const { return colours_; }

  /// The nearest colour of each pixel, row-major.
  std::vector<GifPixelType> indicesOf(const Frame &frame) const;

 private:
  std::array<GifColorType, 256> colours_{};
  std::vector<GifPixelType> nearest_;  ///< by the upper six bits of red, green, blue
};

}  // namespace everyword
