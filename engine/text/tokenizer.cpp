#include "engine/text/tokenizer.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/api/shown_text.h"
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

bool isMark(UChar32 character) { return (U_GET_GC_MASK(character) & U_GC_M_MASK) != 0; }

/// A piece that carries a plain word on: letters, digits, marks of a letter, a suffix after one.
bool belongsToWord(const UnicodeString &piece, bool afterLetters) {
  const UChar32 first = piece.char32At(0);
  return isLetter(first) || isNumber(first) ||
         (afterLetters && (isMark(first) || (first == u'\'' && isLetter(piece.char32At(1)))));
}

/// A piece of a word between spaces, and where the tokens of that piece begin and end.
struct Piece {
  UnicodeString text;
  int begin = 0, end = 0;
};

std::vector<Piece> piecesOf(const UnicodeString &word) {
  std::vector<Piece> pieces;
  for (int at = 0; at < word.length();) {
    const int end = pieceEnd(word, at);
    pieces.push_back({UnicodeString(word, at, end - at)});
    at = end;
  }
  return pieces;
}

void appendPlainWords(const std::vector<Piece> &pieces, std::vector<WordSpan> &words) {
  bool open = false, any = false;
  for (const Piece &piece : pieces) {
    if (!belongsToWord(piece.text, open)) {
      open = false;
      continue;
    }
    if (!open) {
      words.push_back({"", piece.begin, piece.end});
    }
    piece.text.toUTF8String(words.back().word);
    words.back().end = piece.end;
    open = any = true;
  }
  if (!any) {  // nothing but signs
    words.push_back({"", pieces.front().begin, pieces.back().end});
    for (const Piece &piece : pieces) {
      piece.text.toUTF8String(words.back().word);
    }
  }
}

void encodePiece(Piece &piece, const BytePairs &pairs, std::vector<std::int64_t> &ids) {
  piece.begin = static_cast<int>(ids.size());
  if (piece.text == kStart || piece.text == kEnd) {
    ids.push_back(piece.text == kStart ? pairs.startToken() : pairs.endToken());
  } else {
    pairs.encodePiece(utf8Of(piece.text), ids);
  }
  piece.end = static_cast<int>(ids.size());
}

template <typename Take>
void forEachSpacedWord(const UnicodeString &clean, Take take) {
  for (int begin = 0; begin < clean.length();) {
    const int space = clean.indexOf(u' ', begin);
    const int end = space < 0 ? clean.length() : space;
    take(UnicodeString(clean, begin, end - begin));
    begin = end + 1;
  }
}

/// What two spellings of one word have in common.
std::string folded(const std::string &word) {
  return utf8Of(UnicodeString::fromUTF8(word).foldCase());
}

/// The word itself, or what it belongs to: "dog" and "dog's".
bool isWord(const std::string &word, const std::string &asked) {
  const std::string plain = folded(word);
  return plain == asked || (plain.ends_with("'s") && plain.substr(0, plain.size() - 2) == asked);
}

}  // namespace

Tokenizer Tokenizer::load(const std::string &mergesPath) {
  Tokenizer tokenizer;
  tokenizer.vocabulary_ = std::make_shared<Vocabulary>(Vocabulary{BytePairs::load(mergesPath)});
  return tokenizer;
}

Encoded Tokenizer::encode(std::string_view text) const {
  if (text.size() > kLongestText) {
    throw InputError("the text " + shortText(text, 20) + " " + textFault(text), "shorten it");
  }
  Encoded encoded;
  forEachSpacedWord(cleaned(text), [&](const UnicodeString &word) {
    const int first = static_cast<int>(encoded.ids.size());
    std::vector<Piece> pieces = piecesOf(word);
    for (Piece &piece : pieces) {
      encodePiece(piece, vocabulary_->pairs, encoded.ids);
    }
    encoded.words.push_back({utf8Of(word), first, static_cast<int>(encoded.ids.size())});
    appendPlainWords(pieces, encoded.plainWords);
  });
  return encoded;
}

std::vector<std::string> plainWordsOf(std::string_view text) {
  std::vector<WordSpan> spans;
  forEachSpacedWord(cleaned(text),
                    [&](const UnicodeString &word) { appendPlainWords(piecesOf(word), spans); });
  std::vector<std::string> words;
  for (WordSpan &span : spans) {
    words.push_back(std::move(span.word));
  }
  return words;
}

std::vector<std::size_t> findWords(const std::vector<std::string> &words, std::string_view phrase) {
  std::vector<std::string> asked = plainWordsOf(phrase);
  std::transform(asked.begin(), asked.end(), asked.begin(), folded);
  std::vector<std::size_t> found;
  for (std::size_t at = 0; !asked.empty() && at + asked.size() <= words.size(); ++at) {
    if (std::equal(asked.begin(), asked.end(), words.begin() + static_cast<std::ptrdiff_t>(at),
                   [](const std::string &a, const std::string &w) { return isWord(w, a); })) {
      found.push_back(at);
    }
  }
  return found;
}

std::vector<WordSpan> findWords(const Encoded &encoded, std::string_view phrase) {
  std::vector<std::string> words;
  for (const WordSpan &word : encoded.plainWords) {
    words.push_back(word.word);
  }
  const std::size_t length = plainWordsOf(phrase).size();
  std::vector<WordSpan> spans;
  for (const std::size_t at : findWords(words, phrase)) {
    WordSpan span = encoded.plainWords[at];
    for (std::size_t i = at + 1; i < at + length; ++i) {
      span.word += ' ' + encoded.plainWords[i].word;
      span.end = encoded.plainWords[i].end;
    }
    spans.push_back(std::move(span));
  }
  return spans;
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
