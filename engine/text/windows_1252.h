#pragma once

#include <unicode/umachine.h>

namespace everyword {

/// The character of a byte 0x80 .. 0x9f; the five bytes without one stay C1 controls.
UChar32 characterOfWindows1252(int byte);

/// The byte of a character, or -1. C1 controls count as their own bytes.
int byteOfWindows1252(UChar32 character);

}  // namespace everyword
