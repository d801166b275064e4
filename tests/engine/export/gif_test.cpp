#include <gif_lib.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/core/read_file.h"
#include "tests/engine/export/test_frames.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;

namespace {

using Gif = std::unique_ptr<GifFileType, void (*)(GifFileType *)>;

Gif openGif(const std::string &path) {
  int error = 0;
  Gif gif(DGifOpenFileName(path.c_str(), &error),
          [](GifFileType *file) { DGifCloseFile(file, nullptr); });
  REQUIRE(gif);
  REQUIRE(DGifSlurp(gif.get()) == GIF_OK);
  return gif;
}

/// In hundredths of a second.
int delayOf(GifFileType *gif, int frame) {
  GraphicsControlBlock control{};
  REQUIRE(DGifSavedExtensionToGCB(gif, frame, &control) == GIF_OK);
  return control.DelayTime;
}

}  // namespace

TEST_CASE("A GIF holds every frame, its delays, and repeats for ever", "[export]") {
  const TemporaryFolder folder;
  std::vector<FramePtr> frames;
  for (int i = 0; i < 5; ++i) {
    frames.push_back(testFrame(32, 20, i * 10));
  }
  writeGif(folder.file("a.gif"), frames, 80, 1500);
  const Gif gif = openGif(folder.file("a.gif"));
  CHECK(gif->ImageCount == 5);
  CHECK(gif->SWidth == 32);
  CHECK(gif->SHeight == 20);
  CHECK(delayOf(gif.get(), 0) == 8);
  CHECK(delayOf(gif.get(), 3) == 8);
  CHECK(delayOf(gif.get(), 4) == 150);
  const auto bytes = readFile(folder.file("a.gif"));
  const std::string text(bytes.begin(), bytes.end());
  CHECK(text.find("NETSCAPE2.0") != std::string::npos);
}

TEST_CASE("One palette serves all frames, so that a still part keeps its colour exactly",
          "[export]") {
  const TemporaryFolder folder;
  std::vector<FramePtr> frames;
  for (int i = 0; i < 4; ++i) {
    auto frame = std::make_shared<Frame>(*testFrame(40, 40, i * 31));
    for (std::size_t pixel = 0; pixel < 40 * 10; ++pixel) {  // ten rows that never change
      const std::uint8_t still[] = {static_cast<std::uint8_t>(pixel % 40 * 6), 120, 60, 255};
      std::memcpy(frame->rgba.data() + pixel * 4, still, 4);
    }
    frames.push_back(frame);
  }
  writeGif(folder.file("a.gif"), frames);
  const Gif gif = openGif(folder.file("a.gif"));
  for (int i = 0; i < 4; ++i) {
    CHECK(gif->SavedImages[i].ImageDesc.ColorMap == nullptr);
    CHECK(std::memcmp(gif->SavedImages[i].RasterBits, gif->SavedImages[0].RasterBits, 40 * 10) ==
          0);
  }
}

TEST_CASE("The colours of a GIF are near those of its frames", "[export]") {
  const TemporaryFolder folder;
  const FramePtr frame = testFrame(64, 64);
  writeGif(folder.file("a.gif"), {frame, frame});
  const Gif gif = openGif(folder.file("a.gif"));
  double sum = 0;
  for (std::size_t i = 0; i < 64 * 64; ++i) {
    const GifColorType colour = gif->SColorMap->Colors[gif->SavedImages[0].RasterBits[i]];
    const std::uint8_t *rgba = frame->rgba.data() + i * 4;
    sum += std::abs(colour.Red - rgba[0]) + std::abs(colour.Green - rgba[1]) +
           std::abs(colour.Blue - rgba[2]);
  }
  CHECK(sum / (64 * 64 * 3) < 8.0);
}

TEST_CASE("The same frames give the same GIF", "[export]") {
  const TemporaryFolder folder;
  const std::vector<FramePtr> frames = {testFrame(64, 64), testFrame(64, 64, 9)};
  writeGif(folder.file("a.gif"), frames);
  writeGif(folder.file("b.gif"), frames);
  CHECK(readFile(folder.file("a.gif")) == readFile(folder.file("b.gif")));
}

TEST_CASE("A GIF without frames, or of frames of two sizes, is refused", "[export]") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(writeGif(folder.file("a.gif"), {}), InputError);
  CHECK_THROWS_AS(writeGif(folder.file("a.gif"), {testFrame(8, 8), testFrame(8, 9)}), InputError);
  CHECK_THROWS_AS(writeGif("/proc/a.gif", {testFrame(8, 8)}), ResourceError);
  CHECK(folder.entries() == 0);
}
