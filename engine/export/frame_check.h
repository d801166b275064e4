#pragma once

#include <string>

#include "engine/api/errors.h"
#include "engine/api/frame.h"

namespace everyword {

/// Throws InputError when the frame has no pixels or its bytes do not match its size.
inline void checkFrame(const Frame &frame) {
  if (frame.width < 1 || frame.height < 1 ||
      frame.rgba.size() != static_cast<std::size_t>(frame.width) * frame.height * 4) {
    throw InputError("a picture of " + std::to_string(frame.width) + " x " +
                     std::to_string(frame.height) + " pixels with " +
                     std::to_string(frame.rgba.size()) + " bytes cannot be written");
  }
}

}  // namespace everyword
