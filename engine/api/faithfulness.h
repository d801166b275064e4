#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/api/engine.h"

namespace everyword {

// Which of several edits does what the prompt asks for and leaves the rest: by a classifier that
// has no part in guiding, beside the choice by CLIP, which judges its own work.

struct AskedAttribute {
  std::string attribute, value;
};

/// What a prompt asks for, of what the classifier can tell: values that are words of the prompt,
/// where no other attribute has that value or a part of the attribute's name is in the prompt too
/// ("grey" is the hair's in "a person with grey hair").
std::vector<AskedAttribute> askedAttributes(const std::string &prompt,
                                            const std::vector<AttributeGuess> &told);

/// What the classifier says of an edit, against the start.
struct Faithfulness {
  int asked = 0, reached = 0;  ///< attributes that the prompt names
  int others = 0, kept = 0;    ///< those that it does not name
};

Faithfulness faithfulnessOf(const std::vector<AskedAttribute> &asked,
                            const std::vector<AttributeGuess> &start,
                            const std::vector<AttributeGuess> &edit);

/// Of several edits the most reached, of those the most kept, of those the nearest by CLIP. Nothing
/// when the prompt asks for nothing that the classifier tells. `similarities` one an edit.
std::optional<std::size_t> mostFaithful(const std::vector<Faithfulness> &edits,
                                        const std::vector<double> &similarities);

/// "hair_colour purple: reached; 5 of 7 other attributes kept".
std::string sentenceOf(const std::vector<AskedAttribute> &asked, const Faithfulness &edit);

}  // namespace everyword
