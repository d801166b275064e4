#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "engine/api/errors.h"
#include "engine/api/frame.h"

namespace everyword {

/// A picture as it is stored: RGBA8, alpha not multiplied in, not turned yet.
struct StoredPicture {
  std::shared_ptr<Frame> frame;
  int orientation = 1;  ///< of TIFF and EXIF, 1 to 8
};

// One decoder a format. `path` is for messages alone. They throw FileError: damaged, too large, of
// a kind that is not read.
StoredPicture decodePng(std::span<const std::uint8_t> bytes, const std::string &path);
StoredPicture decodeJpeg(std::span<const std::uint8_t> bytes, const std::string &path);
StoredPicture decodeWebp(std::span<const std::uint8_t> bytes, const std::string &path);
StoredPicture decodeTiff(std::span<const std::uint8_t> bytes, const std::string &path);

/// The frame for a picture of this size, zeros. Throws FileError above 30 million pixels or 16384 a
/// side, before memory is taken, and when there are none.
std::shared_ptr<Frame> frameForPicture(std::uint64_t width, std::uint64_t height,
                                       const std::string &path);

FileError damagedPicture(const std::string &path, const std::string &why);
FileError endsTooEarly(const std::string &path);
FileError unreadKind(const std::string &path, const std::string &kind);

/// The orientation in a block of EXIF (with or without "Exif\0\0" in front), or 0 without one.
int exifOrientation(std::span<const std::uint8_t> exif);

}  // namespace everyword
