#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/api/engine.h"

namespace everyword {

/// The layout benchmark (paper section 4.3, table 3): layouts x seeds x methods, scored by the
/// Otsu-binarised map.
struct LayoutBenchRequest {
  bool quick = true;  ///< 12 layouts of one to three boxes x 2 seeds, 60 steps of 4 cutouts;
                      ///< otherwise 40 x 4, as the pack recommends
  std::string pack = "starter";
  int steps = 0;  ///< 0: what the pack recommends
  int threads = 0;
  std::vector<Method> methods = {Method::Relevance, Method::Masked, Method::SimilarityMasked};
};

struct LayoutBenchRun {
  int layout = 0;
  std::uint64_t seed = 0;
  Method method = Method::Relevance;
  RunOutcome outcome;
};

struct LayoutBenchRow {
  Method method = Method::Relevance;
  double precision = 0, recall = 0, f1 = 0;  ///< means over regions, in per cent as in the paper
  double identity = 0;                       ///< boxes that look like their own phrase, in per cent
  double clipSimilarity = 0;                 ///< mean cosine of picture and whole prompt
  double secondsPerRun = 0;
  int runs = 0;  ///< finished ones; others count nowhere
};

struct LayoutBenchResult {
  std::vector<LayoutBenchRow> rows;
  std::vector<LayoutBenchRun> runs;
};

/// `request` with what the pack recommends for all modes where it recommends a start by search for
/// this one: the comparison of methods begins at a plain ground.
RunRequest fromPlainGround(const Engine &engine, RunRequest request);

/// The fixed layouts: prompts and boxes drawn from the pack's words with a fixed seed. `count`
/// layouts.
std::vector<RunRequest> benchLayouts(int count, const std::vector<std::string> &words);

/// `progress(runs done, runs in all, what)` after each step and each run; returning false stops at
/// the next step, and the result holds what is done. Calls Engine::run on this thread.
LayoutBenchResult runLayoutBench(
    Engine &engine, const LayoutBenchRequest &request,
    const std::function<bool(int, int, const std::string &)> &progress);

}  // namespace everyword
