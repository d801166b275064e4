#include "engine/api/prompt_words.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace everyword {

namespace {

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  for (char &c : lower) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return lower;
}

std::vector<std::string> splitAtSpaces(const std::string &text) {
  std::istringstream stream(lowerCase(text));
  std::vector<std::string> words;
  for (std::string word; stream >> word;) {
    words.push_back(word);
  }
  return words;
}

/// Two or more words that name one thing, whose single words mean something else.
const std::vector<std::vector<std::string>> &compoundNouns() {
  static const std::vector<std::vector<std::string>> nouns = [] {
    std::vector<std::vector<std::string>> split;
    for (const char *noun :
         {"statue of liberty", "bell pepper",   "boxing glove",  "christmas tree",  "circus tent",
          "crying face",       "fire truck",    "hot dog",       "ice cream",       "light bulb",
          "money bag",         "palm tree",     "pine tree",     "police car",      "race car",
          "roller coaster",    "shopping cart", "smiling face",  "soccer ball",     "teddy bear",
          "tennis ball",       "tokyo tower",   "top hat",       "traffic light",   "fire hydrant",
          "stop sign",         "parking meter", "wine glass",    "baseball bat",    "hair drier",
          "cell phone",        "polar bear",    "sea lion",      "washing machine", "coffee maker",
          "school bus",        "apple juice",   "peanut butter", "french fries",    "french horn",
          "swimming pool"}) {
      split.push_back(splitAtSpaces(noun));
    }
    return split;
  }();
  return nouns;
}

/// Words from `at` on that make a compound noun; 0: none. A plural counts too.
std::size_t compoundAt(const std::vector<std::string> &words, std::size_t at) {
  for (const std::vector<std::string> &noun : compoundNouns()) {
    bool same = at + noun.size() <= words.size();
    for (std::size_t i = 0; same && i < noun.size(); ++i) {
      const std::string &word = words[at + i];
      same = word == noun[i] || (i + 1 == noun.size() && word == noun[i] + "s");
    }
    if (same) {
      return noun.size();
    }
  }
  return 0;
}

}  // namespace

bool isFunctionWord(std::string_view word) {
  static const std::set<std::string> words = {
      "a",     "an",      "the",    "and",   "or",     "of",    "on",      "in",    "at",
      "with",  "without", "to",     "by",    "is",     "are",   "for",     "from",  "over",
      "near",  "beside",  "behind", "under", "photo",  "next",  "this",    "that",  "its",
      "their", "picture", "has",    "have",  "having", "wears", "wearing", "who",   "whose",
      "which", "his",     "her",    "he",    "she",    "it",    "they",    "be",    "was",
      "very",  "some",    "as",     "but",   "no",     "not",   "than",    "image", "like"};
  return words.count(lowerCase(word)) > 0;
}

std::vector<std::string> contentWords(const std::vector<std::string> &words) {
  std::vector<std::string> lower, content;
  std::transform(words.begin(), words.end(), std::back_inserter(lower), lowerCase);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < words.size();) {
    const std::size_t length = std::max<std::size_t>(1, compoundAt(lower, i));
    std::string phrase = words[i];
    for (std::size_t j = i + 1; j < i + length; ++j) {
      phrase += " " + words[j];
    }
    if ((length > 1 || !isFunctionWord(phrase)) && seen.insert(lowerCase(phrase)).second) {
      content.push_back(phrase);
    }
    i += length;
  }
  return content;
}

std::vector<WordScore> scoresOf(const std::vector<std::string> &wanted,
                                const std::vector<WordScore> &all) {
  std::vector<WordScore> scores;
  for (const std::string &phrase : wanted) {
    const std::vector<std::string> parts = splitAtSpaces(phrase);
    const auto found = std::search(
        all.begin(), all.end(), parts.begin(), parts.end(),
        [](const WordScore &one, const std::string &part) { return lowerCase(one.word) == part; });
    if (found == all.end() || parts.empty()) {
      continue;
    }
    const auto most = std::max_element(
        found, found + static_cast<std::ptrdiff_t>(parts.size()),
        [](const WordScore &a, const WordScore &b) { return a.relevance < b.relevance; });
    scores.push_back({phrase, most->relevance});
  }
  return scores;
}

std::vector<std::string> neglectedWords(const std::vector<WordScore> &words, double below) {
  double sum = 0;
  for (const WordScore &word : words) {
    sum += word.relevance;
  }
  std::vector<std::string> neglected;
  for (const WordScore &word : words) {
    if (word.relevance < below * sum / static_cast<double>(words.size())) {
      neglected.push_back(word.word);
    }
  }
  return neglected;
}

}  // namespace everyword
