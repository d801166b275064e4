#include "engine/text/byte_pairs.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

#include "engine/api/errors.h"

namespace everyword {

namespace {

constexpr std::size_t kMergesUsed = 48'894;               // of CLIP's file, which has more
constexpr std::size_t kFileLimit = std::size_t{8} << 20;  // unpacked; CLIP's has 3 MB
constexpr std::int64_t kByteSymbols = 256;
const std::string kEndOfWord = "</w>";

std::string fileName(const std::string &path) { return path.substr(path.find_last_of('/') + 1); }

// zlib reads plain files through unchanged.
std::string readPlainOrGzip(const std::string &path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) {
    throw FileError(path + " cannot be opened", "choose the vocabulary file of the CLIP model");
  }
  std::string text, block(std::size_t{1} << 16, '\0');
  int got = 0;
  while ((got = gzread(file.get(), block.data(), static_cast<unsigned>(block.size()))) > 0) {
    text.append(block, 0, static_cast<std::size_t>(got));
    if (text.size() > kFileLimit) {
      throw FileError(fileName(path) + " is too large for a vocabulary file");
    }
  }
  int error = Z_OK;
  gzerror(file.get(), &error);
  if (got < 0 || error != Z_OK) {
    throw FileError(fileName(path) + " is damaged", "its compressed data is cut off or wrong");
  }
  return text;
}

bool isPrintable(int byte) {
  return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) ||
         (byte >= 174 && byte <= 255);
}

std::string utf8(int codePoint) {  // below U+0800
  if (codePoint < 0x80) {
    return std::string(1, static_cast<char>(codePoint));
  }
  return {static_cast<char>(0xc0 | codePoint >> 6), static_cast<char>(0x80 | (codePoint & 0x3f))};
}

// The bytes in the vocabulary's order, each with the character that stands for it in the file:
// itself where it is printable, else one from U+0100 on.
std::vector<std::pair<int, std::string>> byteSymbols() {
  std::vector<std::pair<int, std::string>> symbols;
  for (int byte = 0; byte < kByteSymbols; ++byte) {
    if (isPrintable(byte)) {
      symbols.emplace_back(byte, utf8(byte));
    }
  }
  int next = 256;
  for (int byte = 0; byte < kByteSymbols; ++byte) {
    if (!isPrintable(byte)) {
      symbols.emplace_back(byte, utf8(next++));
    }
  }
  return symbols;
}

// The first lines, as many as count; empty ones at the end of the file are none.
std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  const std::size_t last = text.find_last_not_of("\r\n");
  text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
  for (std::size_t begin = 0; begin < text.size() && lines.size() <= kMergesUsed;) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    lines.push_back(line);
    begin = end + 1;
  }
  return lines;
}

std::uint64_t pairKey(std::int64_t left, std::int64_t right) {
  return static_cast<std::uint64_t>(left) << 32 | static_cast<std::uint64_t>(right);
}

}  // namespace

BytePairs BytePairs::load(const std::string &mergesPath) {
  BytePairs result;
  result.byteTokens_.resize(kByteSymbols);
  std::unordered_map<std::string, std::int64_t> tokens;
  for (const auto &[byte, symbol] : byteSymbols()) {
    const auto token = static_cast<std::int64_t>(tokens.size());
    result.byteTokens_[static_cast<std::size_t>(byte)] = token;
    tokens[symbol] = token;
  }
  for (const auto &[byte, symbol] : byteSymbols()) {
    tokens[symbol + kEndOfWord] = kByteSymbols + result.byteTokens_[static_cast<std::size_t>(byte)];
  }
  const std::string text = readPlainOrGzip(mergesPath);
  const std::vector<std::string_view> lines = linesOf(text);
  if (lines.size() < 2) {
    throw FileError(fileName(mergesPath) + " is no vocabulary file", "it has no merges");
  }
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::size_t i = 1; i < lines.size() && pairs.size() < kMergesUsed; ++i) {
    const auto space = lines[i].find(' ');
    const bool two =
        space != std::string::npos && lines[i].find(' ', space + 1) == std::string::npos;
    const std::string left(lines[i].substr(0, two ? space : 0)),
        right(two ? lines[i].substr(space + 1) : std::string_view());
    if (!tokens.count(left) || !tokens.count(right)) {
      throw FileError(
          fileName(mergesPath) + " is damaged",
          "line " + std::to_string(i + 1) + " is no merge of two symbols known by then");
    }
    // Two merges may give the same text; the later number counts then, as in a dictionary that is
    // filled in order.
    tokens[left + right] = 2 * kByteSymbols + static_cast<std::int64_t>(pairs.size());
    pairs.emplace_back(left, right);
  }
  for (std::size_t rank = 0; rank < pairs.size(); ++rank) {
    const auto &[left, right] = pairs[rank];
    result.merges_[pairKey(tokens[left], tokens[right])] = {static_cast<std::int64_t>(rank),
                                                            tokens[left + right]};
  }
  result.size_ = 2 * kByteSymbols + static_cast<std::int64_t>(pairs.size()) + 2;
  return result;
}

const BytePairs::Merge *BytePairs::find(std::int64_t left, std::int64_t right) const {
  const auto found = merges_.find(pairKey(left, right));
  return found == merges_.end() ? nullptr : &found->second;
}

std::vector<BytePairs::Text> BytePairs::texts() const {
  std::vector<Text> texts(static_cast<std::size_t>(size_ - 2));
  for (std::size_t byte = 0; byte < byteTokens_.size(); ++byte) {
    const auto token = static_cast<std::size_t>(byteTokens_[byte]);
    texts[token] = {std::string(1, static_cast<char>(byte)), false};
    texts[token + kByteSymbols] = {texts[token].bytes, true};
  }
  // Parts come before what is merged of them.
  std::vector<std::pair<std::int64_t, std::uint64_t>> inOrder;
  for (const auto &[pair, merge] : merges_) {
    inOrder.emplace_back(merge.merged, pair);
  }
  std::sort(inOrder.begin(), inOrder.end());
  for (const auto &[merged, pair] : inOrder) {
    const Text &left = texts[pair >> 32], &right = texts[pair & 0xffffffff];
    texts[static_cast<std::size_t>(merged)] = {left.bytes + right.bytes, right.endsWord};
  }
  return texts;
}

void BytePairs::encodePiece(std::string_view piece, std::vector<std::int64_t> &ids) const {
  std::vector<std::int64_t> tokens;
  for (const char byte : piece) {
    tokens.push_back(byteTokens_[static_cast<unsigned char>(byte)]);
  }
  tokens.back() += kByteSymbols;
  for (;;) {  // merge the lowest-ranked pair everywhere, repeat
    const Merge *best = nullptr;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      const Merge *merge = find(tokens[i], tokens[i + 1]);
      if (merge && (!best || merge->rank < best->rank)) {
        best = merge;
      }
    }
    if (!best) {
      break;
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < tokens.size(); ++kept) {
      const bool here = i + 1 < tokens.size() && find(tokens[i], tokens[i + 1]) == best;
      tokens[kept] = here ? best->merged : tokens[i];
      i += here ? 2 : 1;
    }
    tokens.resize(kept);
  }
  ids.insert(ids.end(), tokens.begin(), tokens.end());
}

}  // namespace everyword
