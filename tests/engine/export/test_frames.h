#pragma once

#include <memory>

#include "engine/api/frame.h"

namespace everyword::testing {

/// A picture in which every pixel differs from its neighbours; `shift` makes another one.
inline FramePtr testFrame(int width, int height, int shift = 0) {
  auto frame = std::make_shared<Frame>();
  frame->width = width;
  frame->height = height;
  frame->step = shift;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int values[] = {x * 7 + shift, y * 5 + shift * 3, (x + y) * 3, 255};
      for (const int value : values) {
        frame->rgba.push_back(static_cast<std::uint8_t>(value));
      }
    }
  }
  return frame;
}

inline FramePtr plainFrame(int width, int height, std::uint8_t red, std::uint8_t green,
                           std::uint8_t blue) {
  auto frame = std::make_shared<Frame>();
  frame->width = width;
  frame->height = height;
  for (int i = 0; i < width * height; ++i) {
    frame->rgba.insert(frame->rgba.end(), {red, green, blue, 255});
  }
  return frame;
}

}  // namespace everyword::testing
