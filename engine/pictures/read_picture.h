#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/api/pictures.h"

namespace everyword {

/// readPicture() of bytes in memory; `path` is for messages.
FramePtr decodePicture(std::span<const std::uint8_t> bytes, const std::string &path);

/// The text chunk of a PNG with this keyword; nothing in pictures of other formats. Throws as
/// readRecipe().
std::optional<std::string> textIn(std::span<const std::uint8_t> bytes, const std::string &path,
                                  std::string_view keyword);

/// readRecipe() of bytes in memory.
std::optional<std::string> recipeIn(std::span<const std::uint8_t> bytes, const std::string &path);

}  // namespace everyword
