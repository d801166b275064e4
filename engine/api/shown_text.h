#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace everyword {

/// `text` as a terminal or a log may show it: control characters (escape sequences, NUL, line
/// breaks, C1, marks that turn the direction of writing) appear as \x1b or \u202e, bytes that are
/// no UTF-8 as \xff. A text of several lines keeps its line feeds and tabs. Linear time, no throw.
std::string shownText(std::string_view text, bool keepLines = false);

/// shownText() of at most `characters` characters; what is too long loses its middle.
std::string shortText(std::string_view text, std::size_t characters);

/// 'text' in quotes, short enough to be part of an error: at most 60 characters.
std::string quotedText(std::string_view text);

/// What a prompt or label may be; the model reads 77 tokens at most.
constexpr std::size_t kLongestText = 4000;  ///< bytes of UTF-8

/// What is wrong with a prompt, label or other text of a request, to follow its name: "is too
/// long", "holds a control character (\x1b)", "is no valid UTF-8". Empty when nothing is. White
/// space is no fault, line breaks of any kind included.
std::string textFault(std::string_view text, std::size_t longest = kLongestText);

}  // namespace everyword
