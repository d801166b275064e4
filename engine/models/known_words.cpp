// Which words of a text a pack has seen, and what resembles the others.

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <set>
#include <sstream>

#include "engine/models/model_loader.h"
#include "engine/models/pack_manifest.h"
#include "engine/text/tokenizer.h"

namespace everyword {
namespace {

constexpr std::size_t kNearWords = 3;

/// Words of captions that name nothing.
constexpr std::array kFunctionWords = {"a",  "an",  "the",  "of",    "on",      "in",
                                       "at", "and", "with", "photo", "picture", "background"};

bool isPunctuation(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && !std::isalnum(byte);
}

std::string lowerCase(std::string text) {
  for (char &c : text) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return text;
}

/// "(dog's)," -> "dog"
std::string withoutOuterPunctuation(const std::string &word) {
  std::size_t begin = 0, end = word.size();
  while (begin < end && isPunctuation(word[begin])) {
    ++begin;
  }
  while (end > begin && isPunctuation(word[end - 1])) {
    --end;
  }
  const std::string inner = word.substr(begin, end - begin);
  return inner.ends_with("'s") ? inner.substr(0, inner.size() - 2) : inner;
}

std::vector<std::string> splitAtSpaces(const std::string &text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) {
    words.push_back(word);
  }
  return words;
}

/// The word with its plural ending taken off or put on.
std::vector<std::string> otherNumber(const std::string &word) {
  std::vector<std::string> forms = {word + "s", word + "es"};
  if (word.ends_with("y")) {
    forms.push_back(word.substr(0, word.size() - 1) + "ies");
  }
  if (word.size() > 3 && word.ends_with("s")) {
    forms.push_back(word.substr(0, word.size() - 1));
  }
  if (word.size() > 4 && word.ends_with("es")) {
    forms.push_back(word.substr(0, word.size() - 2));
  }
  if (word.size() > 4 && word.ends_with("ies")) {
    forms.push_back(word.substr(0, word.size() - 3) + "y");
  }
  return forms;
}

/// All single words of the pack: its words and the parts of its phrases.
std::set<std::string> singleWords(const PackInfo &pack) {
  std::set<std::string> known(kFunctionWords.begin(), kFunctionWords.end());
  for (const std::string &phrase : pack.words) {
    for (const std::string &word : splitAtSpaces(lowerCase(phrase))) {
      known.insert(word);
    }
  }
  return known;
}

bool isKnown(const std::string &word, const std::set<std::string> &known) {
  if (word.empty() || known.count(word)) {
    return true;
  }
  const auto forms = otherNumber(word);
  return std::any_of(forms.begin(), forms.end(),
                     [&](const std::string &form) { return known.count(form) > 0; });
}

/// Levenshtein's distance: insertions, deletions and exchanges of single bytes.
std::size_t editDistance(const std::string &a, const std::string &b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t exchanged = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, exchanged});
    }
  }
  return row[b.size()];
}

/// How unlike two spellings are; a word that begins like the other ("sail", "sailboat") counts as
/// one edit.
std::size_t unlikeness(const std::string &word, const std::string &entry) {
  const std::size_t shorter = std::min(word.size(), entry.size());
  const bool sameStart = shorter >= 4 && word.compare(0, shorter, entry, 0, shorter) == 0;
  return sameStart ? 1 : editDistance(word, entry);
}

std::vector<std::string> similarWords(const std::string &word, const PackInfo &pack) {
  const std::size_t limit = (word.size() + 2) / 3;
  std::vector<std::pair<std::size_t, std::string>> found;
  for (const std::string &entry : pack.words) {
    std::size_t best = unlikeness(word, entry);
    for (const std::string &part : splitAtSpaces(entry)) {
      if (part.size() > 3) {
        best = std::min(best, unlikeness(word, part));
      }
    }
    if (best <= limit) {
      found.emplace_back(best, entry);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto &a, const auto &b) { return a.first < b.first; });
  std::vector<std::string> words;
  for (const auto &candidate : found) {
    words.push_back(candidate.second);
  }
  return words;
}

std::vector<std::string> nearWords(const std::string &word, const PackInfo &pack) {
  std::vector<std::string> near;
  auto synonym = pack.synonyms.find(word);
  for (const std::string &form : otherNumber(word)) {
    if (synonym == pack.synonyms.end()) {
      synonym = pack.synonyms.find(form);
    }
  }
  if (synonym != pack.synonyms.end()) {
    near.push_back(synonym->second);
  }
  for (const std::string &similar : similarWords(word, pack)) {
    if (near.size() < kNearWords && std::find(near.begin(), near.end(), similar) == near.end()) {
      near.push_back(similar);
    }
  }
  return near;
}

/// How many words of `text` from `first` on spell `phrase`, its last one in either number; 0: not.
std::size_t matches(const std::vector<std::string> &text, std::size_t first,
                    const std::string &phrase) {
  const std::vector<std::string> words = splitAtSpaces(phrase);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (first + i >= text.size()) {
      return 0;
    }
    const std::string &word = text[first + i];
    const auto forms = otherNumber(word);
    const bool sameNoun =
        i + 1 == words.size() && std::find(forms.begin(), forms.end(), words[i]) != forms.end();
    if (word != words[i] && !sameNoun) {
      return 0;
    }
  }
  return words.size();
}

}  // namespace

std::vector<std::string> notDrawnOf(const PackManifest &pack, const std::string &text) {
  std::vector<std::string> found, words;
  for (const std::string &piece : plainWordsOf(text)) {
    words.push_back(withoutOuterPunctuation(piece));
  }
  for (std::size_t first = 0; first < words.size();) {
    std::size_t longest = 0;
    const std::string *thing = nullptr;
    for (const std::string &phrase : pack.info.words) {
      if (const std::size_t length = matches(words, first, phrase); length > longest) {
        longest = length;
        thing = &phrase;
      }
    }
    const auto isIn = [&](const std::vector<std::string> &list) {
      return std::find(list.begin(), list.end(), *thing) != list.end();
    };
    if (thing && isIn(pack.notDrawn) && !isIn(found)) {
      found.push_back(*thing);
    }
    first += std::max<std::size_t>(1, longest);
  }
  return found;
}

std::vector<WordKnowledge> knownWords(const PackInfo &pack, const std::string &text) {
  std::vector<WordKnowledge> result;
  const std::set<std::string> known = singleWords(pack);
  for (const std::string &piece : plainWordsOf(text)) {
    WordKnowledge knowledge;
    knowledge.word = piece;
    const std::string word = withoutOuterPunctuation(piece);
    knowledge.known = !pack.knowsOnlyItsWords || isKnown(word, known);
    if (!knowledge.known) {
      knowledge.near = nearWords(word, pack);
    }
    result.push_back(std::move(knowledge));
  }
  return result;
}

}  // namespace everyword
