#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/api/classify.h"

namespace everyword {

/// The paper's Table 1: prompts learned from few pictures of one set, tested on it and on shifted
/// ones.
struct PromptBenchRequest {
  ClassifyRequest base;  ///< pictures, shots, classes, models
  int seeds = 3;
  std::vector<int> vectors = {16, 4};
  std::vector<bool> perClass = {false, true};  ///< unified, class-specific
};

/// One method learned once. Cells do not depend on each other, so that a bench that was interrupted
/// goes on with those that are missing.
struct PromptBenchCell {
  std::string method;  ///< of classifyMethods(); "coop_relevance_printed",
                       ///< "coop_relevance_published": the other losses
  int vectors = 0;     ///< 0: learns none
  bool perClass = false;
  std::uint64_t seed = 1;
  double seconds = 0;
  std::map<std::string, double> accuracy, nameShare;  ///< by set

  bool isSameAs(const PromptBenchCell &other) const;
};

/// A line of the table, one set of pictures.
struct PromptBenchRow {
  std::string method;  ///< or "A - B": differences seed by seed
  int vectors = 0;
  bool perClass = false;
  std::string test;
  int seeds = 0;
  Estimate accuracy;
  double nameShare = 0;
};
std::vector<PromptBenchRow> promptBenchRows(const std::vector<PromptBenchCell> &cells);

/// The cells that are not in `done` yet, seed by seed. `heard(cells done, in all, what)`; false
/// ends it, and the cell in progress is dropped. Throws what classify() throws.
void runPromptBench(const Engine &engine, const PromptBenchRequest &request,
                    const std::vector<PromptBenchCell> &done,
                    const std::function<bool(int, int, const std::string &)> &heard,
                    const std::function<void(const PromptBenchCell &)> &cellDone);

}  // namespace everyword
