#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/api/engine.h"

namespace everyword {

/// An edit that a classifier can judge: what the prompt asks for is a value of an attribute.
struct EditPrompt {
  std::string prompt;
  std::vector<std::string> words;  ///< that must not be neglected
  std::string attribute, value;    ///< as the pack's classifier names them
};

/// The paper's four (section 4.2).
const std::vector<EditPrompt> &editPrompts();

/// The benchmark of edits (section 4.2 of the paper): prompts x seeds x {CLIP only, the relevance
/// of the words with the paper's choice of lambda}. Its user study is taken by a classifier that
/// guides nothing.
struct EditBenchRequest {
  std::string pack = "starter";
  int seeds = 20;
  std::vector<double> lambdas = {0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5};  ///< the first is CLIP only
  int steps = 0;                                                   ///< 0: what the pack recommends
  int threads = 0;
};

struct EditCandidate {
  double lambda = 0;
  double clipSimilarity = 0;
  FramePtr picture;  ///< null in a cell that was read back
  std::vector<AttributeGuess> attributes;
};

/// One prompt and seed: the start and its edit with each lambda.
struct EditBenchCell {
  int prompt = 0;  ///< in editPrompts()
  std::uint64_t seed = 0;
  EditCandidate start;
  std::vector<EditCandidate> edits;  ///< in the order of EditBenchRequest::lambdas
  double seconds = 0;

  /// Of `edits`: the one that CLIP finds nearest to the prompt, as in the paper.
  std::size_t chosen() const;
};

/// The prompt's attribute has its value.
bool reached(const EditPrompt &prompt, const EditCandidate &edit);
/// Share of the attributes that the prompt does not name which are those of the start, [0, 1].
double identityKept(const EditPrompt &prompt, const EditCandidate &start,
                    const EditCandidate &edit);

/// A mean with its 95 % confidence interval.
struct Estimate {
  double mean = 0, low = 0, high = 0;
};
/// Wilson's interval of a share.
Estimate wilson(int successes, int trials);
/// Bootstrap of the mean: percentiles of 10,000 resamples with a fixed seed.
Estimate bootstrapMean(const std::vector<double> &values);

/// Cells whose start lacks the attribute; others ask for nothing.
struct EditBenchRow {
  int prompt = -1;     ///< -1: all together
  std::string method;  ///< "clip_only", "ours"; "ours - clip_only": differences cell by cell;
                       ///< "lambda 1.5": always that, of all prompts
  int cells = 0;
  Estimate success, identity, clipSimilarity;
};

std::vector<EditBenchRow> editBenchRows(const std::vector<EditBenchCell> &cells);

/// The cells that are not in `done` yet. `heard(cells done, cells in all, what)` after each step,
/// `cellDone` after each cell; `heard` returning false ends it at the next step, and the cell in
/// progress is dropped. Calls Engine::runTogether on this thread. Throws FileError when the pack
/// has no classifier, Error when a run fails.
void runEditBench(Engine &engine, const EditBenchRequest &request,
                  const std::vector<EditBenchCell> &done,
                  const std::function<bool(int, int, const std::string &)> &heard,
                  const std::function<void(const EditBenchCell &)> &cellDone);

}  // namespace everyword
