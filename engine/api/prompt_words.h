#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/api/run_events.h"

namespace everyword {

// Hints about the words of a prompt, from lists alone: no grammar is parsed.

/// "a", "on", "with", ...: a word that names nothing one could point at in a picture. In any case.
bool isFunctionWord(std::string_view word);

/// The words of a prompt that say what is to be seen, its nouns and adjectives, each once, in
/// order; compound nouns that are known ("palm tree") count as one. `words`: of the prompt, in
/// order and without punctuation (TokenInfo, StepEvent::words).
std::vector<std::string> contentWords(const std::vector<std::string> &words);

/// Scores of `wanted`, words or phrases of a prompt, from those of all its single words: a phrase
/// has that of its most relevant word (paper, section 3.1). What is not in the prompt is left out.
std::vector<WordScore> scoresOf(const std::vector<std::string> &wanted,
                                const std::vector<WordScore> &all);

/// Those whose relevance lies below the share `below` of their mean (the paper's supplement).
std::vector<std::string> neglectedWords(const std::vector<WordScore> &words, double below = 0.7);

}  // namespace everyword
