#include "engine/api/faithfulness.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <tuple>
#include <utility>

namespace everyword {

namespace {

/// Letters and digits together, in lower case.
std::set<std::string> wordsOf(const std::string &text) {
  std::set<std::string> words;
  std::string word;
  for (const unsigned char c : text + " ") {
    if (std::isalnum(c) != 0 || c >= 0x80) {
      word += static_cast<char>(std::tolower(c));
    } else if (!word.empty()) {
      words.insert(std::exchange(word, {}));
    }
  }
  return words;
}

bool has(const std::vector<std::string> &values, const std::string &value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::string valueOf(const std::vector<AttributeGuess> &told, const std::string &attribute) {
  const auto found = std::find_if(told.begin(), told.end(), [&](const AttributeGuess &guess) {
    return guess.attribute == attribute;
  });
  return found == told.end() ? "" : found->value;
}

}  // namespace

std::vector<AskedAttribute> askedAttributes(const std::string &prompt,
                                            const std::vector<AttributeGuess> &told) {
  const std::set<std::string> words = wordsOf(prompt);
  std::vector<AskedAttribute> asked;
  for (const AttributeGuess &guess : told) {
    const std::set<std::string> name = wordsOf(guess.attribute);
    const bool named = std::any_of(name.begin(), name.end(),
                                   [&](const std::string &part) { return words.count(part) == 1; });
    for (const std::string &value : guess.values) {
      const auto owners = std::count_if(told.begin(), told.end(), [&](const AttributeGuess &other) {
        return has(other.values, value);
      });
      if (words.count(value) == 1 && (named || owners == 1)) {
        asked.push_back({guess.attribute, value});
        break;
      }
    }
  }
  return asked;
}

Faithfulness faithfulnessOf(const std::vector<AskedAttribute> &asked,
                            const std::vector<AttributeGuess> &start,
                            const std::vector<AttributeGuess> &edit) {
  Faithfulness result;
  result.asked = static_cast<int>(asked.size());
  for (const AttributeGuess &guess : start) {
    const std::string now = valueOf(edit, guess.attribute);
    const auto named = std::find_if(asked.begin(), asked.end(), [&](const AskedAttribute &one) {
      return one.attribute == guess.attribute;
    });
    if (named != asked.end()) {
      result.reached += now == named->value ? 1 : 0;
    } else {
      ++result.others;
      result.kept += now == guess.value ? 1 : 0;
    }
  }
  return result;
}

std::optional<std::size_t> mostFaithful(const std::vector<Faithfulness> &edits,
                                        const std::vector<double> &similarities) {
  std::optional<std::size_t> best;
  const auto rank = [&](std::size_t i) {
    return std::tuple(edits[i].reached, edits[i].kept, similarities[i]);
  };
  for (std::size_t i = 0; i < edits.size(); ++i) {
    if (edits[i].asked > 0 && (!best || rank(i) > rank(*best))) {
      best = i;
    }
  }
  return best;
}

std::string sentenceOf(const std::vector<AskedAttribute> &asked, const Faithfulness &edit) {
  std::string names;
  for (const AskedAttribute &one : asked) {
    names += (names.empty() ? "" : ", ") + one.attribute + " " + one.value;
  }
  const std::string reached = edit.reached == edit.asked ? "reached"
                              : edit.reached == 0        ? "not reached"
                                                         : "reached in part";
  return names + ": " + reached + "; " + std::to_string(edit.kept) + " of " +
         std::to_string(edit.others) + " other attributes kept";
}

}  // namespace everyword
