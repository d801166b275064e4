#include "engine/text/windows_1252.h"

namespace everyword {

namespace {
constexpr UChar32 kCharacters[32] = {
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};
}  // namespace

UChar32 characterOfWindows1252(int byte) { return kCharacters[byte - 0x80]; }

int byteOfWindows1252(UChar32 character) {
  if (character >= 0 && character <= 0xff) {
    return character;
  }
  for (int i = 0; i < 32; ++i) {
    if (kCharacters[i] == character) {
      return 0x80 + i;
    }
  }
  return -1;
}

}  // namespace everyword
