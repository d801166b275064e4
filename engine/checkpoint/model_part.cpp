#include "engine/checkpoint/model_part.h"

#include <algorithm>
#include <cctype>
#include <tuple>

#include "engine/checkpoint/input_file.h"

namespace everyword {
namespace {

constexpr std::size_t kMostCandidates = 64;  // each is looked into

struct Candidate {
  std::string prefix;
  bool suits = true;
  std::size_t preference = 0;  ///< position in PartRules::preferred; its size where none is there
  bool avoided = false, average = false;
  std::size_t depth = 0;

  auto rank(bool prefersAverage) const {
    return std::tuple(!suits, avoided, preference, average != prefersAverage, depth);
  }
};

/// "first_stage_model.ema." has the words "first", "stage", "model" and "ema".
bool hasWord(const std::string &prefix, const std::string &word) {
  for (std::size_t at = prefix.find(word); at != std::string::npos;
       at = prefix.find(word, at + 1)) {
    const auto isLetter = [&](std::size_t place) {
      return place < prefix.size() && std::isalpha(static_cast<unsigned char>(prefix[place]));
    };
    if ((at == 0 || !isLetter(at - 1)) && !isLetter(at + word.size())) {
      return true;
    }
  }
  return false;
}

bool hasAny(const std::string &prefix, const std::vector<std::string> &words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string &word) { return hasWord(prefix, word); });
}

Candidate candidateOf(const TensorTable &table, const std::string &prefix, const PartRules &rules) {
  Candidate candidate;
  candidate.prefix = prefix;
  candidate.suits = !rules.suits || rules.suits(table.sub(prefix));
  std::string lower = prefix;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  while (candidate.preference < rules.preferred.size() &&
         !hasWord(lower, rules.preferred[candidate.preference])) {
    ++candidate.preference;
  }
  candidate.avoided = hasAny(lower, {"cond_stage", "condition", "discriminator", "discriminators",
                                     "d", "loss", "teacher", "target", "momentum", "optimizer"});
  candidate.average = hasAny(lower, {"ema", "avg", "averaged", "average", "shadow"});
  candidate.depth = static_cast<std::size_t>(std::count(prefix.begin(), prefix.end(), '.'));
  return candidate;
}

std::string named(const Candidate &candidate) {
  const std::string name = candidate.prefix.substr(0, 60);
  return name.empty() ? "the one at the top" : '"' + name + '"';
}

}  // namespace

TensorTable choosePart(const TensorTable &table, const PartRules &rules) {
  std::vector<Candidate> found;
  for (const auto &[name, info] : table.infos()) {
    const bool is = name == rules.anchor || name.ends_with("." + rules.anchor);
    if (is && found.size() < kMostCandidates) {
      found.push_back(candidateOf(table, name.substr(0, name.size() - rules.anchor.size()), rules));
    }
  }
  if (found.empty()) {
    return table;
  }
  const auto rank = [&](const Candidate &candidate) {
    return candidate.rank(rules.prefersAverage);
  };
  const auto best = std::min_element(
      found.begin(), found.end(), [&](const auto &a, const auto &b) { return rank(a) < rank(b); });
  const TensorTable part = best->prefix.empty() ? table : table.sub(best->prefix);
  if (found.size() == 1) {
    return part;
  }
  std::string others;
  bool isGuess = false;
  std::size_t listed = 0;
  for (const Candidate &candidate : found) {
    if (&candidate == &*best) {
      continue;
    }
    isGuess = isGuess || rank(candidate) == rank(*best);
    if (listed++ < 3) {
      others += (others.empty() ? "" : ", ") + named(candidate);
    }
  }
  return part.asChosen(fileNameOf(table.origin()) + " holds " + std::to_string(found.size()) +
                           " such models; " + named(*best) + " was taken, not " + others,
                       isGuess);
}

}  // namespace everyword
