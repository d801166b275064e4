#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace everyword {

/// The keyword of the text chunk that carries a picture's recipe.
inline constexpr std::string_view kRecipeKeyword = "everyword";

struct PngChunk {
  std::string_view type;  ///< four letters
  std::span<const std::uint8_t> data;
  std::span<const std::uint8_t> whole;  ///< with length, type and checksum
};

/// Calls `visit` for each chunk from IHDR to IEND until it returns false. Each is checked against
/// what is left of the file, and its checksum, before it is visited; nothing is copied.
/// Throws FileError naming `path` when the file is damaged up to there.
void forEachPngChunk(std::span<const std::uint8_t> bytes, const std::string &path,
                     const std::function<bool(const PngChunk &)> &visit);

/// The first text chunk (tEXt, zTXt or iTXt, anywhere) with this keyword, as UTF-8. Other text is
/// neither read nor unpacked. Throws FileError: damaged, or more than 4 MB.
std::optional<std::string> textOfPng(std::span<const std::uint8_t> bytes, const std::string &path,
                                     std::string_view keyword);

}  // namespace everyword
