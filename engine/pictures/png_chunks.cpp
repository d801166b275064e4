#include "engine/pictures/png_chunks.h"

#include <zlib.h>

#include <algorithm>

#include "engine/api/utf8.h"
#include "engine/pictures/picture_decoders.h"

namespace everyword {

namespace {

constexpr std::size_t kSignature = 8, kFrame = 12;  ///< length, type and checksum of a chunk
constexpr std::size_t kMostText = std::size_t{4} << 20;

std::size_t numberAt(std::span<const std::uint8_t> bytes, std::size_t at) {
  return std::size_t{bytes[at]} << 24u | std::size_t{bytes[at + 1]} << 16u |
         std::size_t{bytes[at + 2]} << 8u | bytes[at + 3];
}

std::string_view textOf(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

FileError tooMuchText(const std::string &path) {
  return FileError("the text in '" + path + "' is too large", "at most 4 MB are read");
}

std::string inflated(std::string_view packed, const std::string &path) {
  std::string text(kMostText, '\0');
  uLongf size = text.size();
  const int result = ::uncompress(reinterpret_cast<Bytef *>(text.data()), &size,
                                  reinterpret_cast<const Bytef *>(packed.data()), packed.size());
  if (result == Z_BUF_ERROR) {
    throw tooMuchText(path);
  }
  if (result != Z_OK) {
    throw damagedPicture(path, "its text cannot be unpacked");
  }
  text.resize(size);
  return text;
}

/// tEXt and zTXt are Latin-1 by the standard, but many programs write UTF-8.
std::string fromLatin1(std::string text) {
  if (isUtf8(text)) {
    return text;
  }
  std::string utf8;
  for (const unsigned char c : text) {
    appendUtf8(utf8, c);
  }
  return utf8;
}

/// Behind the keyword: "compressed, method, language NUL translated keyword NUL text" for iTXt,
/// "method, text" for zTXt, text for tEXt.
std::string chunkText(std::string_view type, std::string_view rest, const std::string &path) {
  bool packed = type == "zTXt";
  if (packed) {
    rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
  } else if (type == "iTXt") {
    packed = !rest.empty() && rest[0] != 0;
    rest.remove_prefix(std::min<std::size_t>(2, rest.size()));
    for (int i = 0; i < 2; ++i) {
      const std::size_t end = rest.find('\0');
      if (end == std::string_view::npos) {
        throw damagedPicture(path, "its text is cut off");
      }
      rest.remove_prefix(end + 1);
    }
  }
  if (rest.size() > kMostText) {
    throw tooMuchText(path);
  }
  std::string text = packed ? inflated(rest, path) : std::string(rest);
  return type == "iTXt" ? text : fromLatin1(std::move(text));
}

}  // namespace

void forEachPngChunk(std::span<const std::uint8_t> bytes, const std::string &path,
                     const std::function<bool(const PngChunk &)> &visit) {
  std::size_t at = kSignature;
  for (bool first = true;; first = false) {
    if (bytes.size() < kFrame || at > bytes.size() - kFrame ||
        numberAt(bytes, at) > bytes.size() - kFrame - at) {
      throw endsTooEarly(path);
    }
    const std::size_t length = numberAt(bytes, at);
    const PngChunk chunk{textOf(bytes.subspan(at + 4, 4)), bytes.subspan(at + 8, length),
                         bytes.subspan(at, kFrame + length)};
    const auto sum = ::crc32(0, bytes.data() + at + 4, static_cast<uInt>(length + 4));
    if (sum != numberAt(bytes, at + 8 + length)) {
      throw damagedPicture(path, "a checksum is wrong");
    }
    if (first && (chunk.type != "IHDR" || length != 13)) {
      throw damagedPicture(path, "it has no header");
    }
    if (!visit(chunk) || chunk.type == "IEND") {
      return;
    }
    at += chunk.whole.size();
  }
}

std::optional<std::string> textOfPng(std::span<const std::uint8_t> bytes, const std::string &path,
                                     std::string_view keyword) {
  std::optional<std::string> text;
  forEachPngChunk(bytes, path, [&](const PngChunk &chunk) {
    const std::string_view data = textOf(chunk.data);
    const std::size_t key = keyword.size();
    if ((chunk.type == "tEXt" || chunk.type == "zTXt" || chunk.type == "iTXt") &&
        data.size() > key && data.starts_with(keyword) && data[key] == '\0') {
      text = chunkText(chunk.type, data.substr(key + 1), path);
    }
    return !text;
  });
  return text;
}

}  // namespace everyword
