#include <zlib.h>

#include <vector>

#include "engine/api/errors.h"
#include "engine/pictures/read_picture.h"

namespace {

/// The same PNG with the checksums that its chunks should have, so that what is behind them is
/// reached.
std::vector<std::uint8_t> withChecksums(std::vector<std::uint8_t> png) {
  std::size_t at = 8;
  while (at + 12 <= png.size()) {
    const std::size_t length = std::size_t{png[at]} << 24u | std::size_t{png[at + 1]} << 16u |
                               std::size_t{png[at + 2]} << 8u | png[at + 3];
    if (length > png.size() - at - 12) {
      break;
    }
    const auto sum = ::crc32(0, png.data() + at + 4, static_cast<uInt>(length + 4));
    for (std::size_t i = 0; i < 4; ++i) {
      png[at + 8 + length + i] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
    }
    at += 12 + length;
  }
  return png;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  std::vector<std::uint8_t> bytes(data, data + size);
  if (size > 0 && data[0] == 0x89) {
    bytes = withChecksums(std::move(bytes));
  }
  try {
    everyword::recipeIn(bytes, "input");
  } catch (const everyword::Error &) {
  }
  try {
    const everyword::FramePtr frame = everyword::decodePicture(bytes, "input");
    const std::size_t pixels = static_cast<std::size_t>(frame->width) * frame->height;
    if (pixels == 0 || frame->rgba.size() != pixels * 4) {
      __builtin_trap();
    }
  } catch (const everyword::Error &) {
  }
  return 0;
}
