#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/api/faithfulness.h"

namespace everyword {

/// Of several edits of one start, the one that a classifier finds most faithful.
struct FaithfulChoice {
  std::size_t edit = 0;
  Faithfulness score;
  std::string sentence;  ///< why, beside CLIP's choice
};

/// One candidate of `edit`.
struct JudgedEdit {
  std::string name;  ///< "lambda 1.5"
  FramePtr picture;
  double clipSimilarity = 0;
};

/// Nothing when the pack has no classifier, or the prompt asks for nothing that it tells.
/// `byClip`: the edit that CLIP finds nearest. Throws FileError.
std::optional<FaithfulChoice> faithfulChoice(Engine &engine, const RunRequest &request,
                                             const FramePtr &start,
                                             const std::vector<JudgedEdit> &edits,
                                             std::size_t byClip);

}  // namespace everyword
