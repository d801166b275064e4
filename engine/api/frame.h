#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace everyword {

/// One map of numbers over the picture: which patches a phrase rests on.
/// Row-major, y down, `width * height` values, each >= 0. The map's grid is coarser than the
/// picture's.
struct FloatMap {
  std::string label;  ///< the phrase or word it belongs to; empty for the whole prompt
  int regionId = -1;  ///< Region::id, or -1
  int width = 0;
  int height = 0;
  std::vector<float> values;
};

/// One picture: RGBA8, row-major, y down, `width * height * 4` bytes, alpha 255, with the relevance
/// maps of the step that made it. Immutable once shared, so it crosses threads without copies.
struct Frame {
  int step = 0;  ///< 0 is the picture before the first step
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;
  std::vector<FloatMap> maps;  ///< of each region, the prompt, up to 8 words insisted on
};

using FramePtr = std::shared_ptr<const Frame>;

}  // namespace everyword
