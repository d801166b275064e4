#pragma once

#include <unicode/unistr.h>

namespace everyword {

/// Character references become characters: numeric ones, and the names of HTML 4 with `apos`. With
/// `lenient` as browsers do it, the old Latin-1 names also without a semicolon and as the beginning
/// of a longer name ("&notit" -> "¬it").
icu::UnicodeString unescapeHtml(const icu::UnicodeString &text, bool lenient);

}  // namespace everyword
