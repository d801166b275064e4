#include "engine/api/dream_bench.h"

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/api/prompt_words.h"
#include "engine/evaluate/bench_observer.h"

namespace everyword {

namespace {

std::vector<RunRequest> requestsFor(const Engine &engine, const DreamBenchRequest &bench,
                                    const DreamBenchCell &cell) {
  RunRequest base;
  base.mode = "dream";
  base.models.pack = bench.pack;
  base = engine.recommended(base);
  base.objective.prompt = dreamPrompts()[static_cast<std::size_t>(cell.prompt)];
  base.seed = cell.seed;
  base.machine.threads = bench.threads;
  base.machine.previewIntervalMs = 10000;
  if (bench.steps > 0) {
    base.schedule.steps = bench.steps;
  }
  std::vector<RunRequest> requests;
  for (const double lambda : bench.lambdas) {
    requests.push_back(base);
    requests.back().objective.wordLambda = lambda;
  }
  return requests;
}

std::vector<WordScore> namedWords(const std::vector<WordScore> &all) {
  std::vector<std::string> words;
  for (const WordScore &word : all) {
    words.push_back(word.word);
  }
  return scoresOf(contentWords(words), all);
}

/// False when it was stopped.
bool runCell(Engine &engine, const std::vector<RunRequest> &requests, BenchObserver &observer,
             RunControl &control, DreamBenchCell &cell) {
  for (RunOutcome &outcome : engine.runTogether(requests, observer, control)) {
    if (outcome.kind == RunOutcome::Kind::Failed) {
      throw Error(outcome.error);
    }
    if (outcome.kind == RunOutcome::Kind::Stopped) {
      return false;
    }
    const double lambda = requests[cell.results.size()].objective.wordLambda;
    cell.results.push_back(
        {lambda, outcome.promptSimilarity, namedWords(outcome.words), outcome.frame});
  }
  return cell.results.size() == requests.size();
}

double meanOf(const std::vector<double> &values) {
  double sum = 0;
  for (const double value : values) {
    sum += value;
  }
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

/// Figures of one lambda over some cells.
struct Columns {
  std::vector<double> smallest, similarity, smallestRise, similarityRise;

  void add(const DreamBenchCell &cell, std::size_t lambda) {
    const DreamResult &with = cell.results[lambda], &without = cell.results.front();
    smallest.push_back(with.smallest());
    similarity.push_back(with.clipSimilarity);
    smallestRise.push_back(with.smallest() - without.smallest());
    similarityRise.push_back(with.clipSimilarity - without.clipSimilarity);
  }

  DreamBenchRow row(int prompt, double lambda) const {
    return {prompt,
            lambda,
            static_cast<int>(smallest.size()),
            bootstrapMean(smallest),
            bootstrapMean(similarity),
            bootstrapMean(smallestRise),
            bootstrapMean(similarityRise),
            0};
  }
};

}  // namespace

const std::vector<std::string> &dreamPrompts() {
  static const std::vector<std::string> prompts = {
      "a strawberry cake",  "a hot dog and a palm tree",
      "a lemon cookie",     "an ice cream and a fire truck",
      "a pineapple pizza",  "a teddy bear and a light bulb",
      "a chicken sandwich", "a soccer ball and a top hat",
      "a coconut donut",    "a police car and a pine tree",
      "a cheese hamburger", "a tennis ball and a boxing glove",
  };
  return prompts;
}

double DreamResult::smallest() const {
  double least = 1;
  for (const WordScore &word : words) {
    least = std::min(least, word.relevance);
  }
  return least;
}

std::vector<DreamBenchRow> dreamBenchRows(const std::vector<DreamBenchCell> &cells) {
  std::vector<DreamBenchRow> rows;
  const std::size_t lambdas = cells.empty() ? 0 : cells.front().results.size();
  const auto prompts = static_cast<int>(dreamPrompts().size());
  for (std::size_t lambda = 0; lambda < lambdas; ++lambda) {
    const double value = cells.front().results[lambda].lambda;
    Columns all;
    int risen = 0;
    std::vector<DreamBenchRow> each;
    for (int prompt = 0; prompt < prompts; ++prompt) {
      Columns one;
      for (const DreamBenchCell &cell : cells) {
        if (cell.prompt == prompt) {
          one.add(cell, lambda);
          all.add(cell, lambda);
        }
      }
      if (!one.smallest.empty()) {
        each.push_back(one.row(prompt, value));
        risen += meanOf(one.smallestRise) > 0 ? 1 : 0;
      }
    }
    rows.insert(rows.end(), each.begin(), each.end());
    rows.push_back(all.row(-1, value));
    rows.back().promptsRisen = risen;
  }
  return rows;
}

void runDreamBench(Engine &engine, const DreamBenchRequest &request,
                   const std::vector<DreamBenchCell> &done,
                   const std::function<bool(int, int, const std::string &)> &heard,
                   const std::function<void(const DreamBenchCell &)> &cellDone) {
  const auto prompts = static_cast<int>(dreamPrompts().size());
  const int total = prompts * request.seeds;
  int finished = 0;
  bool goOn = true;
  const auto report = [&](const std::string &what) {
    return goOn = goOn && heard(finished, total, what);
  };
  // Seed by seed, so that what is done at any time has all prompts.
  for (int i = 0; i < total && goOn; ++i) {
    DreamBenchCell cell;
    cell.prompt = i % prompts;
    cell.seed = static_cast<std::uint64_t>(i / prompts + 1);
    const bool known = std::any_of(done.begin(), done.end(), [&](const DreamBenchCell &other) {
      return other.prompt == cell.prompt && other.seed == cell.seed;
    });
    if (!known) {
      RunControl control;
      BenchObserver observer(control, report,
                             dreamPrompts()[static_cast<std::size_t>(cell.prompt)] + ", seed " +
                                 std::to_string(cell.seed));
      if (!runCell(engine, requestsFor(engine, request, cell), observer, control, cell)) {
        return;
      }
      cellDone(cell);
    }
    ++finished;
    report(std::to_string(finished) + " of " + std::to_string(total));
  }
}

}  // namespace everyword
