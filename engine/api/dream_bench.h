#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/api/edit_bench.h"

namespace everyword {

/// Prompts of two compound nouns that the starter pack knows ("a hot dog and a palm tree"), and of
/// nouns that only together name the thing, as in the paper's supplement ("a strawberry cake").
const std::vector<std::string> &dreamPrompts();

/// The supplement's comparison: prompts x seeds x {without, with} the term that pushes neglected
/// words up, from one start. Similarity and relevance are the guiding CLIP's own: no classifier of
/// the pack tells things apart.
struct DreamBenchRequest {
  std::string pack = "starter";
  int seeds = 4;
  std::vector<double> lambdas = {0, 0.1, 0.5};  ///< the first is without the term
  int steps = 0;                                ///< 0: what the mode recommends
  int threads = 0;
};

struct DreamResult {
  double lambda = 0;
  double clipSimilarity = 0;     ///< of picture and prompt, cosine
  std::vector<WordScore> words;  ///< that the prompt names
  FramePtr picture;              ///< null in a cell that was read back

  /// The relevance of the most neglected word, [0, 1].
  double smallest() const;
};

/// One prompt and seed, with each lambda.
struct DreamBenchCell {
  int prompt = 0;  ///< in dreamPrompts()
  std::uint64_t seed = 0;
  std::vector<DreamResult> results;  ///< in the order of DreamBenchRequest::lambdas
};

/// What one lambda changes, differences cell by cell from the first.
struct DreamBenchRow {
  int prompt = -1;  ///< -1: all together
  double lambda = 0;
  int cells = 0;
  Estimate smallest, clipSimilarity;  ///< as they are
  Estimate smallestRise, similarityRise;
  int promptsRisen = 0;  ///< of all together: prompts whose mean smallest relevance is higher
};

std::vector<DreamBenchRow> dreamBenchRows(const std::vector<DreamBenchCell> &cells);

/// The cells that are not in `done` yet; otherwise as runEditBench.
void runDreamBench(Engine &engine, const DreamBenchRequest &request,
                   const std::vector<DreamBenchCell> &done,
                   const std::function<bool(int, int, const std::string &)> &heard,
                   const std::function<void(const DreamBenchCell &)> &cellDone);

}  // namespace everyword
