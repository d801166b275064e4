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

/// One of several edits of one start.
struct JudgedEdit {
  std::string name;  ///< "lambda 1.5"
  FramePtr picture;
  double clipSimilarity = 0;
};

struct FaithfulChoice {
  std::size_t edit = 0;
  Faithfulness score;
  std::string why;       ///< sentenceOf it
  std::string sentence;  ///< the same beside CLIP's choice
};

/// The edit that the pack's classifier finds most faithful to `start`. Nothing when the pack has
/// none, or the prompt asks for nothing that it tells. `byClip`: the edit that CLIP finds nearest.
/// On the thread that calls run(). Throws FileError.
std::optional<FaithfulChoice> faithfulChoice(Engine &engine, const RunRequest &request,
                                             const FramePtr &start,
                                             const std::vector<JudgedEdit> &edits,
                                             std::size_t byClip);

}  // namespace everyword
