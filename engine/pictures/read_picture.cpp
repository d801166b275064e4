// The one place that decides what a picture is and how it is shown; the decoders only unpack.
#include "engine/pictures/read_picture.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <string_view>

#include "engine/core/read_file.h"
#include "engine/pictures/picture_decoders.h"
#include "engine/pictures/png_chunks.h"

namespace everyword {

namespace {

using namespace std::string_view_literals;

using Decoder = StoredPicture (*)(std::span<const std::uint8_t>, const std::string &);

struct Format {
  Decoder decode;
  std::string_view start, atEight;  ///< what the first bytes are, and those from the ninth on
};

constexpr Format kFormats[] = {
    {decodePng, "\x89PNG\r\n\x1a\n"sv, ""sv},
    {decodeJpeg, "\xff\xd8\xff"sv, ""sv},
    {decodeWebp, "RIFF"sv, "WEBP"sv},
    {decodeTiff, "II*\0"sv, ""sv},
    {decodeTiff, "MM\0*"sv, ""sv},
    {decodeTiff, "II+\0"sv, ""sv},
    {decodeTiff, "MM\0+"sv, ""sv},
};
constexpr std::size_t kStart = 12;  ///< so many bytes identify the format

/// Null when it is none of them.
Decoder decoderFor(std::string_view start) {
  for (const Format &format : kFormats) {
    if (start.starts_with(format.start) &&
        (format.atEight.empty() ||
         (start.size() >= kStart && start.substr(8).starts_with(format.atEight)))) {
      return format.decode;
    }
  }
  return nullptr;
}

Decoder decoderFor(std::span<const std::uint8_t> bytes, const std::string &path) {
  const Decoder decoder = decoderFor({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
  if (decoder == nullptr) {
    throw FileError("'" + path + "' is no picture, or a damaged one",
                    "use a PNG, JPEG, WebP or TIFF file");
  }
  return decoder;
}

/// As browsers and image editors do it: in the encoded values, not in linear light.
void layOnWhite(Frame &frame) {
  for (std::size_t i = 0; i < frame.rgba.size(); i += 4) {
    const int alpha = frame.rgba[i + 3];
    for (std::size_t c = i; alpha < 255 && c < i + 3; ++c) {
      frame.rgba[c] =
          static_cast<std::uint8_t>((frame.rgba[c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
    frame.rgba[i + 3] = 255;
  }
}

/// Turns the frame as EXIF's orientation (1 to 8) says.
void turnUpright(Frame &frame, int orientation) {
  cv::Mat pixels(frame.height, frame.width, CV_8UC4, frame.rgba.data());
  if (orientation >= 5) {  // rows become columns
    std::vector<std::uint8_t> turned(frame.rgba.size());
    cv::Mat target(frame.width, frame.height, CV_8UC4, turned.data());
    cv::transpose(pixels, target);
    frame.rgba.swap(turned);
    std::swap(frame.width, frame.height);
    pixels = target;
  }
  const bool leftRight =
      orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  const bool topBottom =
      orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
  if (leftRight || topBottom) {
    cv::flip(pixels, pixels, leftRight && topBottom ? -1 : leftRight ? 1 : 0);
  }
}

}  // namespace

FramePtr decodePicture(std::span<const std::uint8_t> bytes, const std::string &path) {
  const StoredPicture stored = decoderFor(bytes, path)(bytes, path);
  layOnWhite(*stored.frame);
  turnUpright(*stored.frame, stored.orientation);
  return stored.frame;
}

std::optional<std::string> recipeIn(std::span<const std::uint8_t> bytes, const std::string &path) {
  return textIn(bytes, path, kRecipeKeyword);
}

std::optional<std::string> textIn(std::span<const std::uint8_t> bytes, const std::string &path,
                                  std::string_view keyword) {
  return decoderFor(bytes, path) == decodePng ? textOfPng(bytes, path, keyword) : std::nullopt;
}

FramePtr readPicture(const std::string &path) { return decodePicture(readFile(path), path); }

std::optional<std::string> readRecipe(const std::string &path) {
  return recipeIn(readFile(path), path);
}

FileContent contentOf(const std::string &path) {
  const std::string start = firstBytesOf(path, 256);
  if (start.empty()) {
    return FileContent::Nothing;
  }
  if (decoderFor(start) != nullptr) {
    return FileContent::Picture;
  }
  // The first entry of the archive, whose name and bytes stand in front.
  if (start.starts_with("PK") && start.find("mimetypeapplication/x-everyword-project") == 30) {
    return FileContent::Project;
  }
  const std::size_t mark = start.starts_with("\xef\xbb\xbf") ? 3 : 0;
  const std::size_t first = start.find_first_not_of(" \t\r\n", mark);
  return first != std::string::npos && start[first] == '{' ? FileContent::Json : FileContent::Other;
}

}  // namespace everyword
