#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "engine/api/pictures.h"

namespace everyword {

/// readPicture() of bytes in memory; `path` is for messages.
FramePtr decodePicture(std::span<const std::uint8_t> bytes, const std::string &path);

/// readRecipe() of bytes in memory.
std::optional<std::string> recipeIn(std::span<const std::uint8_t> bytes, const std::string &path);

}  // namespace everyword
