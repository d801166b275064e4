#pragma once

#include <string>
#include <vector>

#include "engine/api/frame.h"
#include "engine/api/run_events.h"

namespace everyword {

struct ExplainRequest {
  std::string picturePath;
  FramePtr picture;  ///< instead of a path
  std::string prompt;
  ModelSet models;
  std::string device = "auto";
  int threads = 0;
  bool allBlocks = false;  ///< image relevance from all blocks instead of the last
};

struct ExplainResult {
  int width = 0, height = 0;
  double similarity = 0;  ///< cosine of picture and prompt
  std::vector<FloatMap>
      maps;  ///< whole prompt first, then one a word: the patches that word alone rests on
  std::vector<WordScore> words;      ///< text relevance of the prompt's words, the largest being 1
  std::vector<double> similarities;  ///< cosine of picture and word, in the order of `words`
  FramePtr picture;
};

}  // namespace everyword
