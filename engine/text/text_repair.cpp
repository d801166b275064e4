#include "engine/text/text_repair.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <string>

#include "engine/text/html_entities.h"
#include "engine/text/windows_1252.h"

namespace everyword {

namespace {

using icu::UnicodeString;

constexpr int kRounds = 8;  // repairs may bring up further ones, "&amp;amp;"

bool isClosingMark(UChar32 character) {
  constexpr UChar32 marks[] = {0x2019, 0x201d, 0x2026, 0x2122, 0xa9, 0xae, 0xbb};  // ’ ” … ™ © ® »
  for (const UChar32 mark : marks) {
    if (mark == character) {
      return true;
    }
  }
  return false;
}

// Whether honest text hardly ever has this capital before such a character. After other letters,
// and before a closing quote ("CAFÉ”"), it does.
bool isSuspect(UChar32 lead, UChar32 last) {
  constexpr UChar32 always[] = {0xc2, 0xc3, 0xe2, 0xef, 0xf0};  // Â Ã â ï ð
  constexpr UChar32 often[] = {0xc4, 0xc5, 0xcc, 0xce, 0xcf,
                               0xd0, 0xd1, 0xd8, 0xd9};  // Ä Å Ì Î Ï Ð Ñ Ø Ù
  for (const UChar32 letter : always) {
    if (letter == lead) {
      return true;
    }
  }
  for (const UChar32 letter : often) {
    if (letter == lead) {
      return !isClosingMark(last);
    }
  }
  return lead >= 0xe0 && !isClosingMark(last);
}

// UTF-8 of two to four bytes that was read as windows-1252, at `at`. Returns the units it takes, or
// 0.
int misreadSequence(const UnicodeString &text, int at, UChar32 &character) {
  const UChar32 lead = text.char32At(at);
  if (lead < 0xc2 || lead > 0xf4) {
    return 0;
  }
  const int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  std::string bytes(1, static_cast<char>(lead));
  UChar32 last = 0;
  int position = at + 1;
  for (int i = 1; i < length; ++i, ++position) {
    last = text.char32At(position);
    const int byte = position < text.length() ? byteOfWindows1252(last) : -1;
    if (byte < 0x80 || byte > 0xbf) {
      return 0;
    }
    bytes += static_cast<char>(byte);
  }
  const UnicodeString decoded = UnicodeString::fromUTF8(bytes);
  if (decoded.countChar32() != 1 || decoded.char32At(0) == 0xfffd || !isSuspect(lead, last)) {
    return 0;
  }
  character = decoded.char32At(0);
  return length;
}

UnicodeString decodeMisread(const UnicodeString &text) {
  UnicodeString out;
  for (int at = 0; at < text.length();) {
    UChar32 character = text.char32At(at);
    const int used = misreadSequence(text, at, character);
    out.append(character);
    at += used > 0 ? used : U16_LENGTH(character);
  }
  return out;
}

// "\x1b[31m" and the like.
int terminalEscape(const UnicodeString &text, int at) {
  if (text.charAt(at) != 0x1b || text.charAt(at + 1) != u'[') {
    return 0;
  }
  int end = at + 2;
  while ((text.charAt(end) >= u'0' && text.charAt(end) <= u'9') || text.charAt(end) == u';') {
    ++end;
  }
  const UChar command = text.charAt(end);
  const bool letter = (command >= u'a' && command <= u'z') || (command >= u'A' && command <= u'Z');
  return letter ? end - at + 1 : 0;
}

bool isControl(UChar32 character) {
  if (character < 0x20) {
    return character != u'\t' && character != u'\n' && character != u'\f' && character != u'\r';
  }
  return character == 0x7f || character == 0xfeff || (character >= 0x206a && character <= 0x206f) ||
         (character >= 0xfff9 && character <= 0xfffc);
}

bool hasPlainForm(UChar32 character) {
  return (character >= 0xff01 && character <= 0xffef) ||  // full and half width
         (character >= 0xfb00 && character <= 0xfb06) ||  // ﬀ to ﬆ
         (character >= 0x01c4 && character <= 0x01cc) ||
         (character >= 0x01f1 && character <= 0x01f3) ||                     // Ǆ, Ǳ
         character == 0x0132 || character == 0x0133 || character == 0x0149;  // Ĳ ĳ ŉ
}

void appendRepaired(UChar32 character, const icu::Normalizer2 &compatibility, UnicodeString &out) {
  if (character >= 0x80 && character <= 0x9f) {
    character = characterOfWindows1252(character);
  }
  if (character == 0x02bc || (character >= 0x2018 && character <= 0x201b)) {
    out.append(u'\'');
  } else if (character >= 0x201c && character <= 0x201f) {
    out.append(u'"');
  } else if (character == 0x2028 || character == 0x2029 || character == u'\r') {
    out.append(u'\n');
  } else if (hasPlainForm(character)) {
    UErrorCode status = U_ZERO_ERROR;
    out.append(compatibility.normalize(UnicodeString(character), status));
  } else if (!isControl(character)) {
    out.append(character);
  }
}

UnicodeString repairCharacters(const UnicodeString &text, const icu::Normalizer2 &compatibility) {
  UnicodeString out;
  for (int at = 0; at < text.length();) {
    if (const int escape = terminalEscape(text, at); escape > 0) {
      at += escape;
      continue;
    }
    const UChar32 character = text.char32At(at);
    appendRepaired(character, compatibility, out);
    at += U16_LENGTH(character);
  }
  return out;
}

}  // namespace

UnicodeString repairText(UnicodeString text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2 *composed = icu::Normalizer2::getNFCInstance(status);
  const icu::Normalizer2 *compatibility = icu::Normalizer2::getNFKCInstance(status);
  if (U_FAILURE(status)) {
    return text;  // without ICU's data there is nothing to repair with
  }
  for (int round = 0; round < kRounds; ++round) {
    const UnicodeString before = text;
    if (text.indexOf(u'<') < 0) {
      text = unescapeHtml(text, false);
    }
    text = repairCharacters(decodeMisread(text), *compatibility);
    text = composed->normalize(text, status);
    if (text == before) {
      break;
    }
  }
  return text;
}

}  // namespace everyword
