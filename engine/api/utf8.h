#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace everyword {

/// Takes one code point off the front of `text`, which is not empty. A byte that begins no valid
/// sequence is taken alone and gives U+FFFD, so a loop over any bytes ends.
char32_t takeCodePoint(std::string_view &text);

/// Whether all of `text` is valid UTF-8 (no overlong forms, no surrogates).
bool isUtf8(std::string_view text);

void appendUtf8(std::string &text, char32_t codePoint);

/// The longest start of `text` with at most `mostBytes` that ends between two characters (a letter
/// keeps its combining marks).
std::string truncateUtf8(std::string_view text, std::size_t mostBytes);

}  // namespace everyword
