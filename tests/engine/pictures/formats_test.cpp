// The same rules for every format: pixels, transparency, orientation.
#include <array>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>

#include "engine/api/errors.h"
#include "engine/pictures/read_picture.h"
#include "tests/engine/export/test_frames.h"
#include "tests/engine/pictures/picture_bytes.h"

using namespace everyword;
using namespace everyword::testing;

namespace {

constexpr int kWidth = 24, kHeight = 16;

std::array<int, 4> pixel(const Frame &frame, int x, int y) {
  const std::uint8_t *at = frame.rgba.data() + (std::size_t(y) * frame.width + x) * 4;
  return {at[0], at[1], at[2], at[3]};
}

int largestDifference(const Frame &a, const Frame &b) {
  REQUIRE(a.width == b.width);
  REQUIRE(a.height == b.height);
  REQUIRE(a.rgba.size() == b.rgba.size());
  int largest = 0;
  for (std::size_t i = 0; i < a.rgba.size(); ++i) {
    largest = std::max(largest, std::abs(int(a.rgba[i]) - int(b.rgba[i])));
  }
  return largest;
}

/// Every sample twice: 8 bits as 16, in either byte order.
Bytes widened(const Bytes &samples) {
  Bytes wide;
  for (const std::uint8_t sample : samples) {
    append(wide, {sample, sample});
  }
  return wide;
}

/// Smooth, so that JPEG keeps it.
FramePtr gradient() {
  auto frame = std::make_shared<Frame>(*testFrame(kWidth, kHeight));
  for (std::size_t i = 0; i < frame->rgba.size(); i += 4) {
    const int x = int(i / 4) % kWidth, y = int(i / 4) / kWidth;
    frame->rgba[i] = static_cast<std::uint8_t>(40 + 8 * x);
    frame->rgba[i + 1] = static_cast<std::uint8_t>(30 + 12 * y);
    frame->rgba[i + 2] = static_cast<std::uint8_t>(200 - 4 * x - 4 * y);
  }
  return frame;
}

/// A grey picture of one alpha, in every format that can hold it: name -> file.
std::map<std::string, Bytes> translucent(std::uint8_t grey, std::uint8_t alpha) {
  const std::size_t pixels = std::size_t{kWidth} * kHeight;
  Bytes ga, rgba;
  for (std::size_t i = 0; i < pixels; ++i) {
    append(ga, {grey, alpha});
    append(rgba, {grey, grey, grey, alpha});
  }
  auto frame = std::make_shared<Frame>();
  frame->width = kWidth;
  frame->height = kHeight;
  frame->rgba = rgba;
  Bytes palette = pngChunk("PLTE", {grey, grey, grey});
  append(palette, pngChunk("tRNS", {alpha}));
  const auto noTags = [](TIFF *) {};
  const auto tiled = [](TIFF *file) { TIFFSetField(file, TIFFTAG_COMPRESSION, COMPRESSION_LZW); };
  return {{"PNG RGBA", pngFile({kWidth, kHeight, 8, 6, rgba, {}, {}})},
          {"PNG RGBA 16", pngFile({kWidth, kHeight, 16, 6, widened(rgba), {}, {}})},
          {"PNG grey alpha", pngFile({kWidth, kHeight, 8, 4, ga, {}, {}})},
          {"PNG grey alpha 16", pngFile({kWidth, kHeight, 16, 4, widened(ga), {}, {}})},
          {"PNG palette", pngFile({kWidth, kHeight, 8, 3, Bytes(pixels, 0), palette, {}})},
          {"WebP", webpOf(*frame)},
          {"TIFF RGBA", tiffFile(kWidth, kHeight, 4, 8, rgba, tiled)},
          {"TIFF RGBA 16", tiffFile(kWidth, kHeight, 4, 16, widened(rgba), noTags)},
          {"TIFF grey alpha", tiffFile(kWidth, kHeight, 2, 8, ga, noTags)},
          {"TIFF grey alpha 16", tiffFile(kWidth, kHeight, 2, 16, widened(ga), tiled)}};
}

/// `frame` in every format with this orientation in its own place.
std::map<std::string, Bytes> oriented(const Frame &frame, int orientation) {
  const Bytes plain = jpegOf(frame);
  Bytes segments = jpegSegment(0xe1, bytesOf("http://ns.adobe.com/xap/1.0/ not Exif"));
  append(segments, jpegSegment(0xfe, bytesOf("a comment")));
  append(segments, jpegExif(orientation));
  Bytes prefixed = bytesOf(std::string("Exif\0\0", 6));
  append(prefixed, exifBlock(orientation, false));
  const auto tag = [&](TIFF *file) { TIFFSetField(file, TIFFTAG_ORIENTATION, orientation); };
  return {{"PNG before", rgbPng(frame, pngChunk("eXIf", exifBlock(orientation, true)), {})},
          {"PNG behind", rgbPng(frame, {}, pngChunk("eXIf", exifBlock(orientation, false)))},
          {"JPEG first", withSegments(plain, 0xe0, jpegExif(orientation))},
          {"JPEG late", withSegments(plain, 0xda, segments)},
          {"JPEG progressive", withSegments(jpegOf(frame, {.progressive = true}), 0xc4, segments)},
          {"WebP", webpWithExif(frame, exifBlock(orientation, false))},
          {"WebP prefixed", webpWithExif(frame, prefixed)},
          {"TIFF", tiffOf(frame, tag)}};
}

}  // namespace

TEST_CASE("One picture has the same pixels in every format", "[pictures]") {
  const FramePtr frame = gradient();
  const auto compressed = [](int compression) {
    return [=](TIFF *file) { TIFFSetField(file, TIFFTAG_COMPRESSION, compression); };
  };
  const Bytes rgb = channels(*frame, {0, 1, 2});
  const std::map<std::string, Bytes> exact = {
      {"PNG", rgbPng(*frame)},
      {"PNG 16", pngFile({kWidth, kHeight, 16, 2, widened(rgb), {}, {}})},
      {"PNG RGBA", pngFile({kWidth, kHeight, 8, 6, channels(*frame, {0, 1, 2, 3}), {}, {}})},
      {"WebP", webpOf(*frame)},
      {"TIFF", tiffOf(*frame)},
      {"TIFF big-endian", tiffOf(*frame, {}, "wb")},
      {"BigTIFF", tiffOf(*frame, {}, "w8")},
      {"TIFF LZW", tiffOf(*frame, compressed(COMPRESSION_LZW))},
      {"TIFF deflate", tiffOf(*frame, compressed(COMPRESSION_ADOBE_DEFLATE))},
      {"TIFF PackBits", tiffOf(*frame, compressed(COMPRESSION_PACKBITS))},
      {"TIFF 16", tiffFile(kWidth, kHeight, 3, 16, widened(rgb))}};
  for (const auto &[name, bytes] : exact) {
    INFO(name);
    CHECK(largestDifference(*decodePicture(bytes, name), *frame) == 0);
  }
  for (const bool progressive : {false, true}) {
    CHECK(largestDifference(*decodePicture(jpegOf(*frame, {.progressive = progressive}), "JPEG"),
                            *frame) <= 4);
  }
}

TEST_CASE("Grey and black-and-white pictures are read as such", "[pictures]") {
  const Bytes grey(std::size_t{kWidth} * kHeight, 77),
      bits(std::size_t{kWidth} / 8 * kHeight, 0xf0);
  const std::array<int, 4> wanted = {77, 77, 77, 255};
  CHECK(pixel(*decodePicture(pngFile({kWidth, kHeight, 8, 0, grey, {}, {}}), "a"), 5, 5) == wanted);
  CHECK(pixel(*decodePicture(jpegFile(kWidth, kHeight, 1, grey), "a"), 5, 5) == wanted);
  CHECK(pixel(*decodePicture(tiffFile(kWidth, kHeight, 1, 8, grey), "a"), 5, 5) == wanted);
  for (const Bytes &file :
       {pngFile({kWidth, kHeight, 1, 0, bits, {}, {}}), tiffFile(kWidth, kHeight, 1, 1, bits)}) {
    const FramePtr frame = decodePicture(file, "a");
    CHECK(pixel(*frame, 3, 2)[0] == 255);
    CHECK(pixel(*frame, 4, 2)[0] == 0);
  }
}

TEST_CASE("CMYK JPEGs are read with and without Adobe's inversion", "[pictures]") {
  Bytes inks;
  for (int i = 0; i < kWidth * kHeight; ++i) {
    append(inks, {255, 51, 0, 102});  // cyan, magenta, yellow, black
  }
  Bytes inverted = inks;
  for (std::uint8_t &ink : inverted) {
    ink = static_cast<std::uint8_t>(255 - ink);
  }
  const FramePtr plain =
      decodePicture(jpegFile(kWidth, kHeight, 4, inks, {.adobe = false}), "plain");
  const FramePtr adobe = decodePicture(jpegFile(kWidth, kHeight, 4, inverted), "adobe");
  CHECK(largestDifference(*plain, *adobe) <= 2);
  CHECK(pixel(*adobe, 4, 4)[0] == 0);
  CHECK(std::abs(pixel(*adobe, 4, 4)[1] - 122) <= 2);  // 255 * 0.8 * 0.6
  CHECK(std::abs(pixel(*adobe, 4, 4)[2] - 153) <= 2);
  CHECK(pixel(*adobe, 4, 4)[3] == 255);
}

TEST_CASE("Transparency lies on white, mixed in the encoded values, in every format",
          "[pictures]") {
  for (const auto &[grey, alpha, wanted] :
       {std::array<int, 3>{0, 128, 127}, {0, 0, 255}, {0, 255, 0}, {200, 64, 241}, {90, 1, 254}}) {
    for (const auto &[name, bytes] :
         translucent(static_cast<std::uint8_t>(grey), static_cast<std::uint8_t>(alpha))) {
      INFO(name << ", " << grey << " at alpha " << alpha);
      const FramePtr frame = decodePicture(bytes, name);
      for (int channel = 0; channel < 3; ++channel) {
        CHECK(std::abs(pixel(*frame, 3, 3)[static_cast<std::size_t>(channel)] - wanted) <= 1);
      }
      CHECK(pixel(*frame, 3, 3)[3] == 255);
    }
  }
}

TEST_CASE("A colour that stands for transparency in a PNG is white", "[pictures]") {
  const FramePtr frame = plainFrame(kWidth, kHeight, 10, 20, 30);
  const Bytes key = pngChunk("tRNS", {0, 10, 0, 20, 0, 30});
  CHECK(pixel(*decodePicture(rgbPng(*frame, key), "a"), 2, 2) ==
        std::array<int, 4>{255, 255, 255, 255});
}

TEST_CASE("Every orientation is honoured in every format", "[pictures]") {
  const FramePtr frame = gradient();
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const auto &[name, bytes] : oriented(*frame, orientation)) {
      INFO(name << ", orientation " << orientation);
      const FramePtr turned = decodePicture(bytes, name);
      REQUIRE(turned->width == (orientation < 5 ? kWidth : kHeight));
      REQUIRE(turned->height == (orientation < 5 ? kHeight : kWidth));
      // Where EXIF says the stored first row and first column lie: 1 top left, 2 top right, ...
      static constexpr std::array<const char *, 9> kCorner = {"",   "tl", "tr", "br", "bl",
                                                              "tl", "tr", "br", "bl"};
      const std::string corner = kCorner.at(static_cast<std::size_t>(orientation));
      const auto seen = pixel(*turned, corner[1] == 'l' ? 0 : turned->width - 1,
                              corner[0] == 't' ? 0 : turned->height - 1);
      const auto stored = pixel(*frame, 0, 0);
      for (std::size_t channel = 0; channel < 3; ++channel) {
        CHECK(std::abs(seen[channel] - stored[channel]) <= 6);
      }
      // One step along the stored row goes along a row, or for 5 to 8 along a column.
      const auto far = pixel(*frame, kWidth - 1, 0);
      const bool sideways = orientation >= 5;
      const int x = sideways == (corner[1] == 'l') ? 0 : turned->width - 1;
      const int y = sideways == (corner[0] == 't') ? turned->height - 1 : 0;
      CHECK(std::abs(pixel(*turned, x, y)[0] - far[0]) <= 6);
      CHECK(std::abs(pixel(*turned, x, y)[1] - far[1]) <= 6);
    }
  }
}

TEST_CASE("Of an animation the first picture is read, on white where it covers a part",
          "[pictures]") {
  Bytes chunks = webpHeader(kWidth, kHeight, 2 | 16);
  append(chunks, webpChunk("ANIM", Bytes(6, 0)));
  append(chunks, webpFrame(*plainFrame(10, 8, 200, 10, 20), 4, 2));
  append(chunks, webpFrame(*plainFrame(kWidth, kHeight, 0, 0, 0), 0, 0));
  const FramePtr frame = decodePicture(riff(chunks), "animation");
  CHECK(frame->width == kWidth);
  CHECK(frame->height == kHeight);
  CHECK(pixel(*frame, 4, 2) == std::array<int, 4>{200, 10, 20, 255});
  CHECK(pixel(*frame, 13, 9) == std::array<int, 4>{200, 10, 20, 255});
  CHECK(pixel(*frame, 3, 2) == std::array<int, 4>{255, 255, 255, 255});
  CHECK(pixel(*frame, 14, 2) == std::array<int, 4>{255, 255, 255, 255});
}
