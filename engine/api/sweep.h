#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/engine.h"

namespace everyword {

/// A parameter of the table in param_spec.h and the values that it takes, one after another.
struct SweepAxis {
  std::string parameter;
  std::vector<std::string> values;  ///< as setParam() takes them
};

/// Every combination of the axes' values over one request; the last axis varies fastest.
struct SweepRequest {
  static constexpr std::size_t kMostCells = 10'000;

  RunRequest base;
  std::vector<SweepAxis> axes;

  /// The requests of all cells. Throws InputError: no axis, a value that the parameter cannot have,
  /// a parameter on two axes, too many cells.
  std::vector<RunRequest> cells() const;
  /// "word_lambda 0.5, seed 3".
  std::string nameOf(std::size_t cell) const;
};

/// "word_lambda=0:3.5:0.5" (first, last, step) or "seed=1,2,3". Throws InputError.
SweepAxis parseSweepAxis(const std::string &text);

/// The axes of a YAML or JSON file: a table of parameters, each with a list of values or a text as
/// in parseSweepAxis. Throws FileError, InputError.
std::vector<SweepAxis> readSweepAxes(const std::string &path);

/// What a cell came to; small, so that thousands can be kept.
struct SweepResult {
  RunOutcome::Kind kind = RunOutcome::Kind::Finished;
  std::string error;          ///< when Failed
  double clipSimilarity = 0;  ///< cosine of the picture and the prompt
  /// How well the picture keeps to what was asked beside the similarity, [0, 1]: with regions the
  /// mean F1 of relevance and box, otherwise the smallest relevance of the words that must not be
  /// neglected (of all when none are chosen).
  double faithfulness = 0;
  double seconds = 0;
};

SweepResult sweepResult(const RunOutcome &outcome);

/// Follows a sweep. Calls come from the thread that called runSweep().
class SweepObserver {
 public:
  virtual ~SweepObserver() = default;
  virtual bool wantsPreviews() const { return false; }
  /// The result of a cell that an earlier sweep has finished; the cell is not run then.
  virtual std::optional<SweepResult> earlier(std::size_t /*cell*/, const RunRequest &) {
    return std::nullopt;
  }
  virtual void onLoading(const std::string & /*what*/, double /*fraction*/) {}
  virtual void onStarted(std::size_t /*cell*/, const RunStarted &) {}
  virtual void onStep(std::size_t /*cell*/, const StepEvent &) {}
  /// A cell has finished or failed.
  virtual void onCell(std::size_t /*cell*/, const RunOutcome &, const SweepResult &) {}
};

/// Runs the cells in order, those that differ only in what is live together
/// (Engine::runTogether). A cell that fails does not end the sweep; stopping does: cells that have
/// not finished have no result. Throws InputError and FileError before the first step.
std::vector<std::optional<SweepResult>> runSweep(Engine &engine, const SweepRequest &request,
                                                 SweepObserver &observer, RunControl &control);

/// The cell of the highest similarity, as the paper chooses lambda (section 3.3); unset when none
/// has finished.
std::optional<std::size_t> mostSimilar(const std::vector<std::optional<SweepResult>> &results);

/// Cells than which no other is better in both similarity and faithfulness, by similarity.
std::vector<std::size_t> paretoFront(const std::vector<std::optional<SweepResult>> &results);

}  // namespace everyword
