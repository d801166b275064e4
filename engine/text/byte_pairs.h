#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace everyword {

/// Byte-pair encoding with CLIP's vocabulary order: 256 byte symbols, the same with the end-of-word
/// mark, the merges in file order, start, end. Immutable, thread-safe.
class BytePairs {
 public:
  /// Throws FileError naming the file and, for a damaged merge, its line.
  static BytePairs load(const std::string &mergesPath);

  /// Appends the tokens of one piece (UTF-8, not empty): its last byte carries the end-of-word
  /// mark.
  void encodePiece(std::string_view piece, std::vector<std::int64_t> &ids) const;

  /// What a token stands for.
  struct Text {
    std::string bytes;  ///< perhaps a part of a letter
    bool endsWord = false;
  };
  /// Of all tokens but start and end, by their numbers.
  std::vector<Text> texts() const;

  std::int64_t startToken() const { return size_ - 2; }
  std::int64_t endToken() const { return size_ - 1; }
  std::int64_t size() const { return size_; }

 private:
  struct Merge {
    std::int64_t rank = 0, merged = 0;
  };
  const Merge *find(std::int64_t left, std::int64_t right) const;

  std::unordered_map<std::uint64_t, Merge> merges_;  // by the two tokens
  std::vector<std::int64_t> byteTokens_;             // by byte
  std::int64_t size_ = 0;
};

}  // namespace everyword
