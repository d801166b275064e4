#include "engine/run/look_candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <set>
#include <sstream>

namespace everyword {

namespace {

using Words = std::vector<std::string>;

constexpr std::array kArticles = {"a", "an", "the"};
/// What follows them belongs to the noun: "cup of tea", "dog on grass".
constexpr std::array kPrepositions = {"of",   "on",    "in",     "at", "with", "under",
                                      "near", "above", "behind", "by", "and"};

template <typename List>
bool contains(const List &list, const std::string &word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// In lower case (ASCII), without a leading article.
Words wordsOf(const std::string &label) {
  std::string lower = label;
  for (char &c : lower) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  std::istringstream stream(lower);
  Words words;
  for (std::string word; stream >> word;) {
    words.push_back(word);
  }
  if (words.size() > 1 && contains(kArticles, words.front())) {
    words.erase(words.begin());
  }
  return words;
}

std::string joined(const Words &words, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) {
    text += (text.empty() ? "" : " ") + words[i];
  }
  return text;
}

std::string joined(const Words &words) { return joined(words, 0, words.size()); }

struct Parts {
  std::string adjectives;  ///< may be empty
  std::string noun;        ///< with what follows it
};

/// The noun is the last word before a preposition, or the longest of `names` that ends there ("fire
/// truck"); the words before it are its adjectives.
Parts partsOf(const std::string &label, const Words &names) {
  const Words words = wordsOf(label);
  const auto preposition = std::find_if(
      words.begin(), words.end(), [](const auto &word) { return contains(kPrepositions, word); });
  auto end = static_cast<std::size_t>(preposition - words.begin());
  end = end == 0 ? words.size() : end;
  std::size_t noun = end == 0 ? 0 : end - 1;
  for (std::size_t first = 0; first < noun; ++first) {
    if (contains(names, joined(words, first, end))) {
      noun = first;
    }
  }
  return {joined(words, 0, noun), joined(words, noun, words.size())};
}

/// The words without their plural endings, for comparing.
std::set<std::string> stemsOf(const std::string &phrase) {
  std::set<std::string> stems;
  for (std::string word : wordsOf(phrase)) {
    if (word.size() > 3 && word.back() == 's' && word[word.size() - 2] != 's') {
      word.pop_back();
    }
    stems.insert(word);
  }
  return stems;
}

/// Names of the same thing in fewer or more words.
bool meanTheSame(const std::string &a, const std::string &b) {
  const std::set<std::string> one = stemsOf(a), two = stemsOf(b);
  return std::includes(one.begin(), one.end(), two.begin(), two.end()) ||
         std::includes(two.begin(), two.end(), one.begin(), one.end());
}

/// Other boxes' phrases and parts that were exchanged always compete: that is what is asked.
bool competes(const LookCandidate &candidate, const std::string &label) {
  const bool isName = candidate.adjectivesOf < 0;
  return isName ? !meanTheSame(candidate.phrase, label)
                : stemsOf(candidate.phrase) != stemsOf(label);
}

void add(std::vector<LookCandidate> &candidates, LookCandidate candidate) {
  const auto stems = stemsOf(candidate.phrase);
  if (std::none_of(candidates.begin(), candidates.end(),
                   [&](const LookCandidate &known) { return stemsOf(known.phrase) == stems; })) {
    candidates.push_back(std::move(candidate));
  }
}

/// Which part of box `of` a candidate has; "" for none.
std::string partIn(const LookCandidate &candidate, int of) {
  const bool adjectives = candidate.adjectivesOf == of, noun = candidate.nounOf == of;
  return adjectives && noun ? joined(wordsOf(candidate.phrase))
         : adjectives       ? candidate.adjectives
         : noun             ? candidate.noun
                            : "";
}

/// What a box is taken for: among all that competes, and among the boxes' own words alone.
struct Taken {
  std::size_t best = 0, bestOfLabels = 0;
};

/// The first other box that is taken for something with words of this one. Where this one is not
/// its own, and has lost those words, it is enough that they are there among the boxes' own words:
/// a red heart in the dog's box is a heart, and shows where the red went.
std::string leakOf(std::size_t box, const std::vector<Taken> &taken,
                   const std::vector<LookCandidate> &candidates,
                   const std::vector<std::string> &labels) {
  const int of = static_cast<int>(box);
  const bool isOwn = taken[box].best == box;
  for (std::size_t other = 0; other < labels.size(); ++other) {
    if (other == box || taken[other].best == other) {
      continue;
    }
    std::string part = partIn(candidates[taken[other].best], of);
    if (part.empty() && !isOwn && taken[other].bestOfLabels != other) {
      const LookCandidate &found = candidates[taken[other].bestOfLabels];
      const LookCandidate &kept = candidates[taken[box].bestOfLabels];
      const bool isLost = (found.adjectivesOf == of && kept.adjectivesOf != of) ||
                          (found.nounOf == of && kept.nounOf != of);
      part = isLost ? partIn(found, of) : "";
    }
    if (!part.empty()) {
      return part + " went to the " + joined(wordsOf(labels[other])) + "'s box";
    }
  }
  return "";
}

}  // namespace

std::vector<LookCandidate> lookCandidates(const std::vector<std::string> &labels,
                                          const std::vector<std::string> &names) {
  const int boxes = static_cast<int>(labels.size());
  std::vector<LookCandidate> candidates;
  std::vector<Parts> parts;
  for (int i = 0; i < boxes; ++i) {
    const std::string &label = labels[static_cast<std::size_t>(i)];
    parts.push_back(partsOf(label, names));
    candidates.push_back({label, i, i, parts.back().adjectives, parts.back().noun});
  }
  for (int i = 0; i < boxes; ++i) {
    for (int j = 0; j < boxes; ++j) {
      const std::string &adjectives = parts[static_cast<std::size_t>(i)].adjectives;
      const std::string &noun = parts[static_cast<std::size_t>(j)].noun;
      if (i != j && !adjectives.empty()) {
        add(candidates, {adjectives + " " + noun, i, j, adjectives, noun});
      }
    }
  }
  for (const std::string &name : names) {
    const auto owner = std::find_if(parts.begin(), parts.end(),
                                    [&](const Parts &part) { return part.noun == name; });
    const bool isOwned = owner != parts.end();
    add(candidates, {name, -1, isOwned ? static_cast<int>(owner - parts.begin()) : -1, "", name});
  }
  return candidates;
}

std::vector<LooksLike> looksFrom(const std::vector<std::vector<double>> &logits,
                                 const std::vector<LookCandidate> &candidates,
                                 const std::vector<std::string> &labels) {
  std::vector<LooksLike> looks;
  std::vector<Taken> taken;
  for (std::size_t box = 0; box < labels.size(); ++box) {
    const std::vector<double> &row = logits.at(box);
    Taken likeliest{box, box};
    double sum = 0;
    for (std::size_t c = 0; c < candidates.size(); ++c) {
      if (c != box && !competes(candidates[c], labels[box])) {
        continue;
      }
      sum += std::exp(row.at(c) - row.at(box));
      likeliest.best = row.at(c) > row.at(likeliest.best) ? c : likeliest.best;
      const bool isOfLabels = candidates[c].adjectivesOf >= 0;
      likeliest.bestOfLabels =
          isOfLabels && row.at(c) > row.at(likeliest.bestOfLabels) ? c : likeliest.bestOfLabels;
    }
    looks.push_back({candidates[likeliest.best].phrase, 1 / sum, likeliest.best == box, ""});
    taken.push_back(likeliest);
  }
  for (std::size_t box = 0; box < labels.size(); ++box) {
    looks[box].leak = leakOf(box, taken, candidates, labels);
  }
  return looks;
}

const std::vector<std::string> &everydayNames() {
  static const std::vector<std::string> names = {
      "apple", "banana", "orange",   "bread",  "cake",  "pizza",    "cup",    "bottle", "plate",
      "chair", "table",  "bed",      "sofa",   "lamp",  "door",     "window", "house",  "tree",
      "leaf",  "flower", "grass",    "dog",    "cat",   "horse",    "cow",    "sheep",  "bird",
      "fish",  "bear",   "rabbit",   "person", "face",  "hand",     "car",    "bus",    "train",
      "boat",  "plane",  "bicycle",  "road",   "sky",   "cloud",    "sun",    "moon",   "star",
      "water", "fire",   "mountain", "book",   "phone", "computer", "clock",  "ball",   "hat",
      "shoe",  "bag",    "text",     "pattern"};
  return names;
}

}  // namespace everyword
