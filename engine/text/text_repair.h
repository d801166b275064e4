#pragma once

#include <unicode/unistr.h>

namespace everyword {

/// Undoes the common accidents of copied text, as CLIP's tokenizer does with the library ftfy
/// (Speer 2019): UTF-8 that was read as windows-1252 ("cafÃ©"), HTML entities where there are no
/// tags, curly quotes, ligatures, full-width characters, C1 controls, terminal escapes, control
/// characters, foreign line breaks; then NFC. The first is a cautious reading of that library's
/// longer list of rules.
icu::UnicodeString repairText(icu::UnicodeString text);

}  // namespace everyword
