// Animated GIF through giflib. One palette serves all frames, so that still parts do not flicker.
#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <memory>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/core/atomic_file.h"
#include "engine/export/frame_check.h"
#include "engine/export/gif_palette.h"

namespace everyword {

namespace {

int appendBytes(GifFileType *gif, const GifByteType *data, int size) {
  auto *bytes = static_cast<std::vector<std::uint8_t> *>(gif->UserData);
  bytes->insert(bytes->end(), data, data + size);
  return size;
}

void check(int status, GifFileType *gif) {
  if (status != GIF_OK) {
    const char *why = GifErrorString(gif->Error);
    throw Error(std::string("the animation cannot be stored as GIF (") +
                (why != nullptr ? why : "?") + ")");
  }
}

void checkFrames(const std::vector<FramePtr> &frames) {
  if (frames.empty()) {
    throw InputError("there are no frames to make an animation of");
  }
  for (const FramePtr &frame : frames) {
    checkFrame(*frame);
    if (frame->width != frames[0]->width || frame->height != frames[0]->height) {
      throw InputError("the frames of an animation must all have one size");
    }
  }
  if (frames[0]->width > 65535 || frames[0]->height > 65535) {
    throw InputError("a GIF holds no picture larger than 65535 pixels a side");
  }
}

/// The block that browsers read as "repeat for ever".
void putEndlessLoop(GifFileType *gif) {
  static constexpr std::array<GifByteType, 3> repeat = {1, 0, 0};
  check(EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE), gif);
  check(EGifPutExtensionBlock(gif, 11, "NETSCAPE2.0"), gif);
  check(EGifPutExtensionBlock(gif, static_cast<int>(repeat.size()), repeat.data()), gif);
  check(EGifPutExtensionTrailer(gif), gif);
}

void putFrame(GifFileType *gif, const Frame &frame, const GifPalette &palette, int delayMs) {
  GraphicsControlBlock control{};
  control.DisposalMode = DISPOSE_DO_NOT;
  control.DelayTime =
      std::clamp(delayMs / 10, 2, 65535);  // hundredths; browsers slow anything shorter down
  control.TransparentColor = NO_TRANSPARENT_COLOR;
  std::array<GifByteType, 4> extension{};
  EGifGCBToExtension(&control, extension.data());
  check(EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, 4, extension.data()), gif);
  check(EGifPutImageDesc(gif, 0, 0, frame.width, frame.height, false, nullptr), gif);
  std::vector<GifPixelType> indices = palette.indicesOf(frame);
  for (int y = 0; y < frame.height; ++y) {
    check(EGifPutLine(gif, indices.data() + static_cast<std::size_t>(y) * frame.width, frame.width),
          gif);
  }
}

std::vector<std::uint8_t> encodeGif(const std::vector<FramePtr> &frames, int delayMs, int lastMs) {
  std::vector<std::uint8_t> bytes;
  int error = 0;
  const auto close = [](GifFileType *file) { EGifCloseFile(file, nullptr); };
  std::unique_ptr<GifFileType, decltype(close)> gif(EGifOpen(&bytes, appendBytes, &error), close);
  if (!gif) {
    throw Error("no animation can be written: giflib does not start");
  }
  const GifPalette palette(frames);
  const std::unique_ptr<ColorMapObject, decltype(&GifFreeMapObject)> colours(
      GifMakeMapObject(256, palette.colours().data()), GifFreeMapObject);
  EGifSetGifVersion(gif.get(), true);
  check(EGifPutScreenDesc(gif.get(), frames[0]->width, frames[0]->height, 8, 0, colours.get()),
        gif.get());
  putEndlessLoop(gif.get());
  for (const FramePtr &frame : frames) {
    putFrame(gif.get(), *frame, palette, frame == frames.back() ? lastMs : delayMs);
  }
  gif.reset();  // writes the end mark
  return bytes;
}

}  // namespace

void writeGif(const std::string &path, const std::vector<FramePtr> &frames, int delayMs,
              int lastMs) {
  checkFrames(frames);
  writeAtomically(path, encodeGif(frames, delayMs, lastMs));
}

}  // namespace everyword
