#include "engine/api/shown_text.h"

#include <cstdint>
#include <cstdio>

#include "engine/api/utf8.h"

namespace everyword {

namespace {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

/// The character at the start of `text`, which is not empty.
Character firstOf(std::string_view text) {
  std::string_view rest = text;
  const char32_t code = takeCodePoint(rest);
  const std::size_t bytes = text.size() - rest.size();
  const bool valid = code != 0xfffd || bytes == 3;
  return {valid ? code : static_cast<unsigned char>(text[0]), bytes, valid};
}

bool isControl(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) ||  // C0, DEL, C1
         (code >= 0x2028 && code <= 0x202e) ||            // line breaks, direction of writing
         (code >= 0x2066 && code <= 0x2069);
}

bool isLineOrTab(char32_t code) {
  return (code >= '\t' && code <= '\r') || code == 0x85 || code == 0x2028 || code == 0x2029;
}

std::string escaped(char32_t code) {
  char text[16];
  std::snprintf(text, sizeof text, code < 0x100 ? "\\x%02x" : "\\u%04x", unsigned(code));
  return text;
}

/// Where the last `characters` characters of UTF-8 begin, or the first ones end.
std::size_t headEnd(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  for (; at < text.size() && characters > 0; --characters) {
    at += firstOf(text.substr(at)).bytes;
  }
  return at;
}

std::size_t tailBegin(std::string_view text, std::size_t characters) {
  std::size_t at = text.size();
  for (; at > 0 && characters > 0; --characters) {
    do {
      --at;
    } while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80);
  }
  return at;
}

std::size_t lengthOf(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }
  return count;
}

}  // namespace

std::string shownText(std::string_view text, bool keepLines) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Character character = firstOf(text.substr(at));
    const bool kept = keepLines && (character.code == '\n' || character.code == '\t');
    if (character.valid && (kept || !isControl(character.code))) {
      shown.append(text, at, character.bytes);
    } else {
      shown += escaped(character.code);
    }
    at += character.bytes;
  }
  return shown;
}

std::string shortText(std::string_view text, std::size_t characters) {
  // A byte becomes four letters at most, so what lies further from both ends is never shown.
  const std::string shown = text.size() <= 16 * characters
                                ? shownText(text)
                                : shownText(text.substr(0, headEnd(text, characters))) +
                                      shownText(text.substr(tailBegin(text, characters)));
  const bool cut = text.size() > 16 * characters || lengthOf(shown) > characters;
  if (!cut) {
    return shown;
  }
  const std::string_view dots = " ... ";
  const std::size_t tail = (characters - dots.size()) / 3;
  const std::size_t head = characters - dots.size() - tail;
  return shown.substr(0, headEnd(shown, head)) + std::string(dots) +
         shown.substr(tailBegin(shown, tail));
}

std::string quotedText(std::string_view text) { return "'" + shortText(text, 58) + "'"; }

std::string textFault(std::string_view text, std::size_t longest) {
  if (text.size() > longest) {
    return "is too long: it has " + std::to_string(text.size()) + " bytes, at most " +
           std::to_string(longest) + " are read";
  }
  for (std::size_t at = 0; at < text.size();) {
    const Character character = firstOf(text.substr(at));
    if (!character.valid) {
      return "is no valid UTF-8";
    }
    if (isControl(character.code) && !isLineOrTab(character.code)) {
      return "holds a control character (" + escaped(character.code) + ")";
    }
    at += character.bytes;
  }
  return "";
}

}  // namespace everyword
