#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace everyword {

/// A word of the prompt and its tokens: half-open range, 0 is the first token after the start
/// token.
struct WordSpan {
  std::string word;
  int begin = 0, end = 0;
};

struct Encoded {
  std::vector<std::int64_t> ids;  ///< without start and end
  std::vector<WordSpan> words;    ///< split of the cleaned text at spaces; ranges cover all ids
  /// Words as people count them, which is what checks, chips and scores go by: without punctuation,
  /// "a pencil,a ship" has four. A word of nothing but signs ("&") stays as it is.
  std::vector<WordSpan> plainWords;
};

/// CLIP's byte-pair encoding (Radford et al. 2021; fixtures `tokenizer`). Immutable, thread-safe.
class Tokenizer {
 public:
  /// A merges file of CLIP's format (header line, one merge a line), plain or gzip. The vocabulary
  /// is 512 byte symbols, the merges in file order, start, end. CLIP's own file has more lines than
  /// it uses: only the first 48,894 merges count. Throws FileError.
  static Tokenizer load(const std::string &mergesPath);

  /// Throws InputError when the text has more than kLongestText bytes (shown_text.h).
  Encoded encode(std::string_view text) const;

  /// A row of `contextLength` ids: start, ids (cut off when they are too many), end, zeros.
  /// `truncated`, if given, says how many ids were cut off.
  std::vector<std::int64_t> row(const Encoded &encoded, int contextLength,
                                int *truncated = nullptr) const;

  std::int64_t startToken() const;
  std::int64_t endToken() const;
  std::int64_t vocabularySize() const;

 private:
  struct Vocabulary;
  std::shared_ptr<const Vocabulary> vocabulary_;
};

/// The plain words of a text, cleaned as CLIP does it, without a vocabulary. Linear time.
std::vector<std::string> plainWordsOf(std::string_view text);

/// Every place where a word or phrase ("red pencil") stands in the text, in order: compared as CLIP
/// reads it and without regard to case, punctuation and a final 's. A phrase has to stand as
/// consecutive words; its span goes from the first token to the last. Empty when it is not there.
std::vector<WordSpan> findWords(const Encoded &encoded, std::string_view phrase);

/// The same on a list of plain words: the index of the first word of each place.
std::vector<std::size_t> findWords(const std::vector<std::string> &words, std::string_view phrase);

}  // namespace everyword
