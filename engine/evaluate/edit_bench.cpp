#include "engine/api/edit_bench.h"

#include <algorithm>
#include <utility>

#include "engine/api/errors.h"
#include "engine/evaluate/bench_observer.h"

namespace everyword {

namespace {

std::vector<RunRequest> requestsFor(const Engine &engine, const EditBenchRequest &bench,
                                    const EditPrompt &prompt, std::uint64_t seed) {
  RunRequest base;
  base.mode = "edit";
  base.models.pack = bench.pack;
  base.objective.prompt = prompt.prompt;
  base = engine.recommended(base);
  base.seed = seed;
  base.machine.threads = bench.threads;
  base.machine.previewIntervalMs = 10000;
  if (bench.steps > 0) {
    base.schedule.steps = bench.steps;
  }
  std::vector<RunRequest> requests;
  for (const double lambda : bench.lambdas) {
    requests.push_back(base);
    requests.back().objective.wordLambda = lambda;
    requests.back().objective.words = lambda > 0 ? prompt.words : std::vector<std::string>();
  }
  return requests;
}

/// False when it was stopped.
bool runCell(Engine &engine, const std::vector<RunRequest> &requests, BenchObserver &observer,
             RunControl &control, EditBenchCell &cell) {
  const std::vector<RunOutcome> outcomes = engine.runTogether(requests, observer, control);
  if (outcomes.size() < requests.size()) {
    return false;
  }
  const ModelSet &models = requests.front().models;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const RunOutcome &outcome = outcomes[i];
    if (outcome.kind == RunOutcome::Kind::Failed) {
      throw Error(outcome.error);
    }
    if (outcome.kind == RunOutcome::Kind::Stopped) {
      return false;
    }
    cell.edits.push_back({requests[i].objective.wordLambda, outcome.promptSimilarity, outcome.frame,
                          engine.attributes(outcome.frame, models)});
    cell.seconds += outcome.seconds;
  }
  cell.start = {0, observer.start.promptSimilarity.value_or(0), observer.start.frame,
                engine.attributes(observer.start.frame, models)};
  return true;
}

void requireJudge(Engine &engine, const EditBenchRequest &request,
                  const std::vector<AttributeGuess> &told) {
  for (const EditPrompt &prompt : editPrompts()) {
    const bool known = std::any_of(told.begin(), told.end(), [&](const AttributeGuess &guess) {
      return guess.attribute == prompt.attribute;
    });
    if (!known) {
      throw FileError("the pack '" + engine.pack(request.pack).name +
                          "' has no classifier that tells '" + prompt.attribute + "'",
                      "train one with everyword train attributes");
    }
  }
}

}  // namespace

const std::vector<EditPrompt> &editPrompts() {
  static const std::vector<EditPrompt> prompts = {
      {"A man with a beard", {"man", "beard"}, "facial_hair", "beard"},
      {"A person with purple hair", {"purple", "hair"}, "hair_colour", "purple"},
      {"A blond man", {"blond", "man"}, "hair_colour", "blond"},
      {"A person with grey hair", {"grey", "hair"}, "hair_colour", "grey"},
  };
  return prompts;
}

std::size_t EditBenchCell::chosen() const {
  const auto best = std::max_element(edits.begin(), edits.end(), [](const auto &a, const auto &b) {
    return a.clipSimilarity < b.clipSimilarity;
  });
  return static_cast<std::size_t>(best - edits.begin());
}

void runEditBench(Engine &engine, const EditBenchRequest &request,
                  const std::vector<EditBenchCell> &done,
                  const std::function<bool(int, int, const std::string &)> &heard,
                  const std::function<void(const EditBenchCell &)> &cellDone) {
  const auto prompts = static_cast<int>(editPrompts().size());
  const int total = prompts * request.seeds;
  int finished = 0;
  bool goOn = true, judged = false;
  const auto report = [&](const std::string &what) {
    return goOn = goOn && heard(finished, total, what);
  };
  // Seed by seed, so that what is done at any time has all prompts.
  for (int i = 0; i < total && goOn; ++i) {
    EditBenchCell cell;
    cell.prompt = i % prompts;
    cell.seed = static_cast<std::uint64_t>(i / prompts + 1);
    const bool known = std::any_of(done.begin(), done.end(), [&](const EditBenchCell &other) {
      return other.prompt == cell.prompt && other.seed == cell.seed;
    });
    if (!known) {
      const EditPrompt &prompt = editPrompts()[static_cast<std::size_t>(cell.prompt)];
      const auto requests = requestsFor(engine, request, prompt, cell.seed);
      if (!std::exchange(judged, true)) {
        const std::vector<FramePtr> start = engine.starts(requests.front(), {cell.seed});
        requireJudge(engine, request, engine.attributes(start.front(), requests.front().models));
      }
      RunControl control;
      BenchObserver observer(control, report,
                             prompt.prompt + ", seed " + std::to_string(cell.seed));
      if (!runCell(engine, requests, observer, control, cell)) {
        return;
      }
      cellDone(cell);
    }
    ++finished;
    report(std::to_string(finished) + " of " + std::to_string(total));
  }
}

}  // namespace everyword
