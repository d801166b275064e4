#pragma once

#include <string>
#include <utility>

#include "engine/text/tokenizer.h"

namespace everyword {

/// The tokens of `phrase` (one word, or several in a row such as a compound noun) in `text`, as a
/// half-open range like WordSpan's; the first place where it stands. It has to begin where a word
/// does. Compared as the tokenizer reads it, so case and white space do not matter. Throws
/// InputError naming the words of the text when it is not there.
std::pair<int, int> spanOfPhrase(const Tokenizer &tokenizer, const Encoded &text,
                                 const std::string &phrase);

}  // namespace everyword
