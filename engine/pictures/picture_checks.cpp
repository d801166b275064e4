// What all decoders share: the limit, the sentences, EXIF's orientation.
#include <cstring>

#include "engine/pictures/picture_decoders.h"

namespace everyword {

namespace {

constexpr std::uint64_t kMostPixels = 30'000'000, kLongestSide = 16384;

/// Reads numbers of either byte order; 0 beyond the end.
class ExifBytes {
 public:
  explicit ExifBytes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {
    bigEndian_ = !bytes.empty() && bytes[0] == 'M';
  }
  std::uint32_t number(std::size_t at, std::size_t size) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size && at + size <= bytes_.size(); ++i) {
      value = value << 8u | bytes_[at + (bigEndian_ ? i : size - 1 - i)];
    }
    return value;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  bool bigEndian_ = false;
};

}  // namespace

int exifOrientation(std::span<const std::uint8_t> exif) {
  constexpr std::uint32_t kOrientation = 0x0112, kShort = 3, kLong = 4;
  if (exif.size() >= 6 && std::memcmp(exif.data(), "Exif\0", 5) == 0) {
    exif = exif.subspan(6);
  }
  const ExifBytes bytes(exif);
  if (bytes.number(2, 2) != 42) {
    return 0;
  }
  const std::size_t directory = bytes.number(4, 4);
  const std::uint32_t entries = bytes.number(directory, 2);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + std::size_t{12} * i;
    const std::uint32_t type = bytes.number(entry + 2, 2);
    if (bytes.number(entry, 2) == kOrientation && (type == kShort || type == kLong)) {
      const std::uint32_t value = bytes.number(entry + 8, type == kShort ? 2 : 4);
      return value >= 1 && value <= 8 ? static_cast<int>(value) : 0;
    }
  }
  return 0;
}

std::shared_ptr<Frame> frameForPicture(std::uint64_t width, std::uint64_t height,
                                       const std::string &path) {
  if (width == 0 || height == 0) {
    throw damagedPicture(path, "it says that it has no pixels");
  }
  if (width > kLongestSide || height > kLongestSide || width * height > kMostPixels) {
    throw FileError("'" + path + "' is too large (" + std::to_string(width) + " x " +
                        std::to_string(height) + " pixels)",
                    "scale it down to at most " + std::to_string(kMostPixels / 1'000'000) +
                        " million pixels and " + std::to_string(kLongestSide) + " a side");
  }
  auto frame = std::make_shared<Frame>();
  frame->width = static_cast<int>(width);
  frame->height = static_cast<int>(height);
  frame->rgba.resize(width * height * 4);
  return frame;
}

FileError damagedPicture(const std::string &path, const std::string &why) {
  return FileError("'" + path + "' is damaged (" + why + ")", "download or save it again");
}

FileError endsTooEarly(const std::string &path) {
  return damagedPicture(path, "it ends too early");
}

FileError unreadKind(const std::string &path, const std::string &kind) {
  return FileError("'" + path + "' is " + kind + ", which is not read", "save it as a plain PNG");
}

}  // namespace everyword
