#include "engine/text/tokenizer.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/text/byte_pairs.h"
#include "engine/text/html_entities.h"
#include "engine/text/text_repair.h"

namespace everyword {

using icu::UnicodeString;

struct Tokenizer::Vocabulary {
  BytePairs pairs;
};

namespace {

const UnicodeString kStart(u"<|startoftext|>"), kEnd(u"<|endoftext|>");

// White space runs become one space, none at the ends.
UnicodeString singleSpaced(const UnicodeString &text) {
  UnicodeString out;
  for (int at = 0; at < text.length(); at += U16_LENGTH(text.char32At(at))) {
    const UChar32 character = text.char32At(at);
    if (!u_isUWhiteSpace(character)) {
      out.append(character);
    } else if (!out.isEmpty() && !out.endsWith(u" ", 1)) {
      out.append(u' ');
    }
  }
  return out.endsWith(u" ", 1) ? UnicodeString(out, 0, out.length() - 1) : out;
}

UnicodeString cleaned(std::string_view text) {
  UnicodeString repaired =
      repairText(UnicodeString::fromUTF8({text.data(), static_cast<int>(text.size())}));
  repaired = unescapeHtml(unescapeHtml(repaired, true), true);
  // The root locale: Turkish or Lithuanian rules must not change what a prompt means.
  return singleSpaced(repaired).toLower(icu::Locale::getRoot());
}

bool isLetter(UChar32 character) { return (U_GET_GC_MASK(character) & U_GC_L_MASK) != 0; }
bool isNumber(UChar32 character) { return (U_GET_GC_MASK(character) & U_GC_N_MASK) != 0; }

// The end of the run that starts at `at`, all of whose characters are of one kind.
template <typename Is>
int runEnd(const UnicodeString &word, int at, Is is) {
  while (at < word.length() && is(word.char32At(at))) {
    at += U16_LENGTH(word.char32At(at));
  }
  return at;
}

// CLIP's pattern: markers, English suffixes, letters, a digit, anything else, in this order of
// preference.
int pieceEnd(const UnicodeString &word, int at) {
  for (const UnicodeString *marker : {&kStart, &kEnd}) {
    if (word.compare(at, marker->length(), *marker) == 0) {
      return at + marker->length();
    }
  }
  for (const char16_t *suffix : {u"'s", u"'t", u"'re", u"'ve", u"'m", u"'ll", u"'d"}) {
    const UnicodeString expected(suffix);
    if (word.compare(at, expected.length(), expected) == 0) {
      return at + expected.length();
    }
  }
  const UChar32 first = word.char32At(at);
  if (isLetter(first)) {
    return runEnd(word, at, isLetter);
  }
  if (isNumber(first)) {
    return at + U16_LENGTH(first);
  }
  return runEnd(word, at,
                [](UChar32 character) { return !isLetter(character) && !isNumber(character); });
}

std::string utf8Of(const UnicodeString &text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

void encodeWord(const UnicodeString &word, const BytePairs &pairs, std::vector<std::int64_t> &ids) {
  for (int at = 0; at < word.length();) {
    const int end = pieceEnd(word, at);
    const UnicodeString piece(word, at, end - at);
    if (piece == kStart || piece == kEnd) {
      ids.push_back(piece == kStart ? pairs.startToken() : pairs.endToken());
    } else {
      pairs.encodePiece(utf8Of(piece), ids);
    }
    at = end;
  }
}

}  // namespace

Tokenizer Tokenizer::load(const std::string &mergesPath) {
  Tokenizer tokenizer;
  tokenizer.vocabulary_ = std::make_shared<Vocabulary>(Vocabulary{BytePairs::load(mergesPath)});
  return tokenizer;
}

Encoded Tokenizer::encode(std::string_view text) const {
  Encoded encoded;
  const UnicodeString clean = cleaned(text);
  for (int begin = 0; begin < clean.length();) {
    int end = clean.indexOf(u' ', begin);
    if (end < 0) {
      end = clean.length();
    }
    const UnicodeString word(clean, begin, end - begin);
    const int first = static_cast<int>(encoded.ids.size());
    encodeWord(word, vocabulary_->pairs, encoded.ids);
    encoded.words.push_back({utf8Of(word), first, static_cast<int>(encoded.ids.size())});
    begin = end + 1;
  }
  return encoded;
}

std::vector<std::int64_t> Tokenizer::row(const Encoded &encoded, int contextLength,
                                         int *truncated) const {
  if (contextLength < 2) {
    throw InputError("A context of " + std::to_string(contextLength) +
                     " tokens has no room for a text");
  }
  const auto room = static_cast<std::size_t>(contextLength - 2);
  const std::size_t kept = std::min(room, encoded.ids.size());
  if (truncated) {
    *truncated = static_cast<int>(encoded.ids.size() - kept);
  }
  std::vector<std::int64_t> ids(static_cast<std::size_t>(contextLength), 0);
  ids[0] = startToken();
  std::copy_n(encoded.ids.begin(), kept, ids.begin() + 1);
  ids[kept + 1] = endToken();
  return ids;
}

std::int64_t Tokenizer::startToken() const { return vocabulary_->pairs.startToken(); }
std::int64_t Tokenizer::endToken() const { return vocabulary_->pairs.endToken(); }
std::int64_t Tokenizer::vocabularySize() const { return vocabulary_->pairs.size(); }

}  // namespace everyword
