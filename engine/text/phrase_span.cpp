#include "engine/text/phrase_span.h"

#include <algorithm>

#include "engine/api/errors.h"

namespace everyword {

std::pair<int, int> spanOfPhrase(const Tokenizer &tokenizer, const Encoded &text,
                                 const std::string &phrase) {
  // Tokens are compared, not letters: so a comma behind a word does not hide it.
  const std::vector<std::int64_t> wanted = tokenizer.encode(phrase).ids;
  for (const WordSpan &word : text.plainWords) {
    const auto begin = text.ids.begin() + word.begin;
    const auto length = static_cast<std::ptrdiff_t>(wanted.size());
    if (length > 0 && length <= text.ids.end() - begin &&
        std::equal(wanted.begin(), wanted.end(), begin)) {
      return {word.begin, word.begin + static_cast<int>(length)};
    }
  }
  std::string words;
  for (const WordSpan &word : text.plainWords) {
    words += (words.empty() ? "" : ", ") + word.word;
  }
  throw InputError("the word '" + phrase.substr(0, 40) + "' is not in the prompt",
                   "choose among its words: " + words.substr(0, 160));
}

}  // namespace everyword
