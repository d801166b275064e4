#include <algorithm>
#include <cctype>

#include "engine/api/param_spec.h"
#include "engine/api/sweep.h"

namespace everyword {

namespace {

/// Cells of one group, whose numbers in the sweep are `cells`.
class GroupOfCells final : public GroupObserver {
 public:
  GroupOfCells(const std::vector<std::size_t> &cells, SweepObserver &sweep,
               std::vector<std::optional<SweepResult>> &results)
      : cells_(cells), sweep_(sweep), results_(results) {}

  bool wantsPreviews() const override { return sweep_.wantsPreviews(); }
  void onLoading(const std::string &what, double fraction) override {
    sweep_.onLoading(what, fraction);
  }
  void onStarted(std::size_t run, const RunStarted &started) override {
    sweep_.onStarted(cells_[run], started);
  }
  void onStep(std::size_t run, const StepEvent &event) override {
    sweep_.onStep(cells_[run], event);
  }
  void onFinished(std::size_t run, const RunOutcome &outcome) override {
    if (outcome.kind != RunOutcome::Kind::Stopped) {
      results_[cells_[run]] = sweepResult(outcome);
      sweep_.onCell(cells_[run], outcome, *results_[cells_[run]]);
    }
  }

 private:
  const std::vector<std::size_t> &cells_;
  SweepObserver &sweep_;
  std::vector<std::optional<SweepResult>> &results_;
};

/// The request without what may change during a run: equal for runs that can go together.
std::string sharedPart(RunRequest request) {
  const RunRequest defaults;
  for (const ParamSpec &spec : runParams()) {
    if (spec.live) {
      spec.set(request, spec.get(defaults));
    }
  }
  return request.toJson();
}

/// Whether a word is one of those that a phrase consists of, in whatever case.
bool isPartOf(const std::string &word, const std::string &phrase) {
  const auto lower = [](std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return text;
  };
  return (" " + lower(phrase) + " ").find(" " + lower(word) + " ") != std::string::npos;
}

bool isBetter(const SweepResult &a, const SweepResult &b) {
  return a.clipSimilarity >= b.clipSimilarity && a.faithfulness >= b.faithfulness &&
         (a.clipSimilarity > b.clipSimilarity || a.faithfulness > b.faithfulness);
}

bool hasFinished(const std::optional<SweepResult> &result) {
  return result && result->kind == RunOutcome::Kind::Finished;
}

}  // namespace

SweepResult sweepResult(const RunOutcome &outcome) {
  SweepResult result;
  result.kind = outcome.kind;
  result.error = outcome.error;
  result.clipSimilarity = outcome.promptSimilarity;
  result.seconds = outcome.seconds;
  if (!outcome.regions.empty()) {
    for (const RegionResult &region : outcome.regions) {
      result.faithfulness += region.f1 / static_cast<double>(outcome.regions.size());
    }
    return result;
  }
  const std::vector<std::string> &chosen = outcome.request.objective.words;
  std::optional<double> least;
  for (const WordScore &word : outcome.words) {
    const bool isChosen = std::any_of(chosen.begin(), chosen.end(), [&](const std::string &phrase) {
      return isPartOf(word.word, phrase);
    });
    if (chosen.empty() || isChosen) {
      least = std::min(least.value_or(1), word.relevance);
    }
  }
  result.faithfulness = least.value_or(0);
  return result;
}

std::vector<std::optional<SweepResult>> runSweep(Engine &engine, const SweepRequest &request,
                                                 SweepObserver &observer, RunControl &control) {
  const std::vector<RunRequest> cells = request.cells();
  std::vector<std::optional<SweepResult>> results(cells.size());
  std::vector<std::size_t> left;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    engine.check(cells[cell]);
    results[cell] = observer.earlier(cell, cells[cell]);
    if (!results[cell]) {
      left.push_back(cell);
    }
  }
  for (auto begin = left.begin(); begin != left.end() && !control.stopRequested();) {
    const std::string shared = sharedPart(cells[*begin]);
    const auto end = std::find_if(
        begin + 1, left.end(), [&](std::size_t cell) { return sharedPart(cells[cell]) != shared; });
    const std::vector<std::size_t> group(begin, end);
    std::vector<RunRequest> requests;
    std::transform(begin, end, std::back_inserter(requests),
                   [&](std::size_t cell) { return cells[cell]; });
    GroupOfCells watch(group, observer, results);
    engine.runTogether(requests, watch, control);
    begin = end;
  }
  return results;
}

std::optional<std::size_t> mostSimilar(const std::vector<std::optional<SweepResult>> &results) {
  std::optional<std::size_t> best;
  for (std::size_t cell = 0; cell < results.size(); ++cell) {
    if (hasFinished(results[cell]) &&
        (!best || results[cell]->clipSimilarity > results[*best]->clipSimilarity)) {
      best = cell;
    }
  }
  return best;
}

std::vector<std::size_t> paretoFront(const std::vector<std::optional<SweepResult>> &results) {
  std::vector<std::size_t> front;
  for (std::size_t cell = 0; cell < results.size(); ++cell) {
    const bool beaten = std::any_of(results.begin(), results.end(), [&](const auto &other) {
      return hasFinished(other) && hasFinished(results[cell]) && isBetter(*other, *results[cell]);
    });
    if (hasFinished(results[cell]) && !beaten) {
      front.push_back(cell);
    }
  }
  std::sort(front.begin(), front.end(), [&](std::size_t a, std::size_t b) {
    return results[a]->clipSimilarity > results[b]->clipSimilarity;
  });
  return front;
}

}  // namespace everyword
