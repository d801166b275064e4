#include "engine/api/utf8.h"

namespace everyword {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// Belongs to the character before it: combining marks, joiners and variation selectors.
bool continuesCharacter(char32_t c) {
  return (c >= 0x300 && c < 0x370) || (c >= 0x1AB0 && c < 0x1B00) || (c >= 0x1DC0 && c < 0x1E00) ||
         (c >= 0x20D0 && c < 0x2100) || c == 0x200D || (c >= 0xFE00 && c < 0xFE10) ||
         (c >= 0xFE20 && c < 0xFE30) || (c >= 0x1F3FB && c < 0x1F400);
}

}  // namespace

char32_t takeCodePoint(std::string_view &text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80    ? 1
                             : first < 0xC2  ? 0
                             : first < 0xE0  ? 2
                             : first < 0xF0  ? 3
                             : first <= 0xF4 ? 4
                                             : 0;
  static constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  char32_t point = length == 1 ? first : first & (0x7Fu >> length);
  bool valid = length > 0 && length <= text.size();
  for (std::size_t i = 1; valid && i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    valid = (next & 0xC0u) == 0x80;
    point = point << 6u | (next & 0x3Fu);
  }
  valid =
      valid && point >= kLeast[length] && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
  text.remove_prefix(valid ? length : 1);
  return valid ? point : kReplacement;
}

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t before = text.size();
    if (takeCodePoint(text) == kReplacement && before - text.size() == 1) {
      return false;
    }
  }
  return true;
}

void appendUtf8(std::string &text, char32_t point) {
  const auto tail = [&](unsigned shift) {
    text += static_cast<char>(0x80u | (point >> shift & 0x3Fu));
  };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0u | point >> 6u);
    tail(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0u | point >> 12u);
    tail(6), tail(0);
  } else {
    text += static_cast<char>(0xF0u | point >> 18u);
    tail(12), tail(6), tail(0);
  }
}

std::string truncateUtf8(std::string_view text, std::size_t mostBytes) {
  std::size_t kept = 0;  // ends between two characters
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t start = text.size() - rest.size();
    if (!continuesCharacter(takeCodePoint(rest)) && start <= mostBytes) {
      kept = start;
    }
    if (text.size() - rest.size() > mostBytes) {
      return std::string(text.substr(0, kept));
    }
  }
  return std::string(text);
}

}  // namespace everyword
