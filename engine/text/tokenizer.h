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
};

/// CLIP's byte-pair encoding (Radford et al. 2021; fixtures `tokenizer`). Immutable, thread-safe.
class Tokenizer {
 public:
  /// A merges file of CLIP's format (header line, one merge a line), plain or gzip. The vocabulary
  /// is 512 byte symbols, the merges in file order, start, end. CLIP's own file has more lines than
  /// it uses: only the first 48,894 merges count. Throws FileError.
  static Tokenizer load(const std::string &mergesPath);

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

}  // namespace everyword
