#include <png.h>

#include <algorithm>
#include <array>
#include <vector>

#include "engine/pictures/picture_decoders.h"
#include "engine/pictures/png_chunks.h"

namespace everyword {

namespace {

/// What libpng is given: no text, profiles or private chunks, so that none of them can cost memory.
bool isNeeded(std::string_view type) {
  static constexpr std::array<std::string_view, 7> kNeeded = {"IHDR", "PLTE", "tRNS", "gAMA",
                                                              "sRGB", "IDAT", "IEND"};
  return std::find(kNeeded.begin(), kNeeded.end(), type) != kNeeded.end();
}

/// Frees libpng's memory in any case.
struct Image : png_image {
  Image() : png_image{} { version = PNG_IMAGE_VERSION; }
  ~Image() { png_image_free(this); }
  Image(const Image &) = delete;
  Image &operator=(const Image &) = delete;
};

}  // namespace

StoredPicture decodePng(std::span<const std::uint8_t> bytes, const std::string &path) {
  StoredPicture picture;
  std::vector<std::uint8_t> needed(bytes.begin(), bytes.begin() + 8);
  needed.reserve(bytes.size());
  forEachPngChunk(bytes, path, [&](const PngChunk &chunk) {
    if (isNeeded(chunk.type)) {
      needed.insert(needed.end(), chunk.whole.begin(), chunk.whole.end());
    } else if (chunk.type == "eXIf") {
      picture.orientation = std::max(1, exifOrientation(chunk.data));
    }
    return true;
  });
  Image image;
  if (png_image_begin_read_from_memory(&image, needed.data(), needed.size()) == 0) {
    throw damagedPicture(path, image.message);
  }
  picture.frame = frameForPicture(image.width, image.height, path);
  image.format = PNG_FORMAT_RGBA;
  image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;  // 16-bit pictures without a gamma are not linear: no
                                             // camera or editor writes such
  if (png_image_finish_read(&image, nullptr, picture.frame->rgba.data(), 0, nullptr) == 0) {
    throw damagedPicture(path, image.message);
  }
  return picture;
}

}  // namespace everyword
