#pragma once

#include <string>
#include <vector>

#include "engine/api/run_events.h"

namespace everyword {

/// A phrase that the crop of a box can be taken for.
struct LookCandidate {
  std::string phrase;            ///< without the prefix of the phrases
  int adjectivesOf = -1;         ///< the box whose words stand before the noun; -1: none's
  int nounOf = -1;               ///< the box whose noun it is; -1: none's
  std::string adjectives, noun;  ///< of which it is made
};

/// The labels of all boxes, in order; their parts exchanged ("green apple" and "red dog" of "red
/// apple", "green pear" and "dog"); then `names`. Each phrase once.
std::vector<LookCandidate> lookCandidates(const std::vector<std::string> &labels,
                                          const std::vector<std::string> &names);

/// What each box looks like. `logits`: a row a box, a number a candidate (lookCandidates of
/// `labels`). A row's softmax leaves out names that mean the box's own thing in fewer or more words
/// ("apple", "big red apple" for "red apple"). Where the words of a box are found in what another
/// box is taken for, its leak says so.
std::vector<LooksLike> looksFrom(const std::vector<std::vector<double>> &logits,
                                 const std::vector<LookCandidate> &candidates,
                                 const std::vector<std::string> &labels);

/// For models that name no things of their own.
const std::vector<std::string> &everydayNames();

}  // namespace everyword
