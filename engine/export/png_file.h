#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/api/frame.h"

namespace everyword {

/// The keyword of the text chunk that carries a picture's recipe.
inline constexpr char kRecipeKeyword[] = "everyword";

/// RGB8 PNG. `recipe` (UTF-8, may be empty) goes into a tEXt chunk when it is ASCII and into iTXt
/// otherwise. Throws InputError when the frame's bytes do not match its size.
std::vector<std::uint8_t> encodePng(const Frame &frame, const std::string &recipe);

/// BGR8, transparent pixels over white; any PNG. Throws FileError (naming `path`) when it is
/// damaged or has more than 100 million pixels, before memory is taken.
cv::Mat decodePng(std::span<const std::uint8_t> bytes, const std::string &path);

bool isPng(std::span<const std::uint8_t> bytes);

/// The recipe that stands before the pixels, if any. Throws FileError (naming `path`) when the
/// header is damaged.
std::optional<std::string> recipeOfPng(std::span<const std::uint8_t> bytes,
                                       const std::string &path);

}  // namespace everyword
