// A sweep over an engine that pretends: which cells there are, which are run together, and which is
// the best.
#include "engine/api/sweep.h"

#include <catch2/catch.hpp>

#include "engine/api/explain.h"
#include "engine/api/exporting.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

/// CLIP's similarity grows with lambda and falls with the seed, the words' relevance the other way.
class PretendedEngine : public Engine {
 public:
  std::vector<PackInfo> packs() const override { return {}; }
  PackInfo pack(const std::string &) const override { return {}; }
  RunRequest recommended(RunRequest request) const override { return request; }
  TokenInfo tokens(const ModelSet &, const std::string &) override { return {}; }
  std::vector<std::string> check(const RunRequest &) override { return {}; }
  std::vector<FramePtr> starts(const RunRequest &, const std::vector<std::uint64_t> &) override {
    return {};
  }
  ExplainResult explain(const ExplainRequest &) override { return {}; }
  RunOutcome resume(const std::string &, RunObserver &, RunControl &, int) override { return {}; }

  RunOutcome run(const RunRequest &request, RunObserver &observer, RunControl &control) override {
    requests.push_back(request);
    if (requests.size() == stopAt) {
      control.stop();
    }
    RunOutcome outcome;
    outcome.request = request;
    outcome.promptSimilarity = 0.1 * request.objective.wordLambda - 0.01 * double(request.seed);
    outcome.words = {{"purple", 1 - 0.2 * request.objective.wordLambda}, {"a", 0}};
    if (control.stopRequested()) {
      outcome.kind = RunOutcome::Kind::Stopped;
    } else if (request.seed == failingSeed) {
      outcome.kind = RunOutcome::Kind::Failed;
      outcome.error = "it failed";
    }
    observer.onFinished(outcome);
    return outcome;
  }
  std::vector<RunOutcome> runTogether(const std::vector<RunRequest> &together,
                                      GroupObserver &observer, RunControl &control) override {
    groups.push_back(together.size());
    return Engine::runTogether(together, observer, control);
  }

  std::vector<RunRequest> requests;
  std::vector<std::size_t> groups;
  std::size_t stopAt = 0;
  std::uint64_t failingSeed = 99;
};

SweepRequest lambdasAndSeeds() {
  SweepRequest sweep;
  sweep.base.objective.prompt = "a purple thing";
  sweep.base.objective.words = {"purple thing"};
  sweep.axes = {parseSweepAxis("seed=3,4"), parseSweepAxis("word_lambda=0:1:0.5")};
  return sweep;
}

}  // namespace

TEST_CASE("A range counts from its first to its last value, and a list is taken as it is",
          "[sweep]") {
  CHECK(parseSweepAxis("word_lambda=0:3.5:0.5").values ==
        std::vector<std::string>{"0", "0.5", "1", "1.5", "2", "2.5", "3", "3.5"});
  CHECK(parseSweepAxis("lambda=0.1:0.3:0.1").values ==
        std::vector<std::string>{"0.1", "0.2", "0.3"});
  CHECK(parseSweepAxis("learning-rate=0.1, 0.2").parameter == "learning_rate");
  CHECK(parseSweepAxis("method=relevance,similarity").values.size() == 2);
}

TEST_CASE("What cannot be swept is one sentence", "[sweep]") {
  CHECK_THROWS_WITH(parseSweepAxis("lambda"), Contains("PARAMETER=FIRST:LAST:STEP"));
  CHECK_THROWS_WITH(parseSweepAxis("colours=1,2"), Contains("no parameter 'colours'"));
  CHECK_THROWS_WITH(parseSweepAxis("steps=1:5000:0"), Contains("no values, or too many"));
  CHECK_THROWS_WITH(parseSweepAxis("steps=5:1:1"), Contains("no values, or too many"));
  SweepRequest sweep;
  CHECK_THROWS_WITH(sweep.cells(), Contains("nothing varies"));
  sweep.axes = {parseSweepAxis("steps=1:5000:1"), parseSweepAxis("seed=1,2,3")};
  CHECK_THROWS_WITH(sweep.cells(), Contains("more than 10000 cells"));
  sweep.axes = {parseSweepAxis("steps=0")};
  CHECK_THROWS_WITH(sweep.cells(), Contains("steps"));
  sweep.axes = {parseSweepAxis("seed=1"), parseSweepAxis("seed=2")};
  CHECK_THROWS_WITH(sweep.cells(), Contains("two axes"));
}

TEST_CASE("A grid is read from yaml and from JSON", "[sweep]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("grid.yaml");
  writeTextFile(path, "seed: [1, 2]\nword_lambda: 0:1:0.5\n");
  auto axes = readSweepAxes(path);
  REQUIRE(axes.size() == 2);
  CHECK(axes[0].values == std::vector<std::string>{"1", "2"});
  CHECK(axes[1].values.size() == 3);
  writeTextFile(path, R"({"steps": [10, 20]})");
  CHECK(readSweepAxes(path).at(0).parameter == "steps");
  writeTextFile(path, "seed: [1, 2");
  CHECK_THROWS_WITH(readSweepAxes(path), Contains("is no yaml or JSON"));
  writeTextFile(path, "just words");
  CHECK_THROWS_WITH(readSweepAxes(path), Contains("no table of parameters"));
  writeTextFile(path, std::string(70'000, ' '));
  CHECK_THROWS_AS(readSweepAxes(path), FileError);
}

TEST_CASE("Cells that differ only in what is live go together; the last axis varies fastest",
          "[sweep]") {
  const SweepRequest sweep = lambdasAndSeeds();
  PretendedEngine engine;
  SweepObserver nobody;
  RunControl control;
  const auto results = runSweep(engine, sweep, nobody, control);
  CHECK(engine.groups == std::vector<std::size_t>{3, 3});
  REQUIRE(results.size() == 6);
  CHECK(sweep.nameOf(4) == "seed 4, word_lambda 0.5");
  CHECK(engine.requests[4].seed == 4);
  CHECK(engine.requests[4].objective.wordLambda == 0.5);
  CHECK(results[4]->clipSimilarity == Approx(0.05 - 0.04));
  // "a" is no chosen word, so it does not count.
  CHECK(results[4]->faithfulness == Approx(0.9));
  CHECK(mostSimilar(results) == 2u);
  // Seed 3 beats seed 4 at each lambda; among its own, more similarity costs relevance.
  CHECK(paretoFront(results) == std::vector<std::size_t>{2, 1, 0});
}

TEST_CASE("A cell that fails does not end the sweep, and cannot be the best", "[sweep]") {
  PretendedEngine engine;
  engine.failingSeed = 3;
  SweepObserver nobody;
  RunControl control;
  const auto results = runSweep(engine, lambdasAndSeeds(), nobody, control);
  REQUIRE(results[0]);
  CHECK(results[0]->kind == RunOutcome::Kind::Failed);
  CHECK(results[0]->error == "it failed");
  CHECK(mostSimilar(results) == 5u);
}

TEST_CASE("A sweep that is stopped has no result for what is left, and goes on from there",
          "[sweep]") {
  class Memory : public SweepObserver {
   public:
    std::optional<SweepResult> earlier(std::size_t cell, const RunRequest &) override {
      return kept[cell];
    }
    void onCell(std::size_t cell, const RunOutcome &, const SweepResult &result) override {
      kept[cell] = result;
    }
    std::vector<std::optional<SweepResult>> kept{6};
  } memory;
  const SweepRequest sweep = lambdasAndSeeds();
  PretendedEngine engine;
  engine.stopAt = 3;
  RunControl stopped;
  const auto first = runSweep(engine, sweep, memory, stopped);
  CHECK(first[1]);
  CHECK_FALSE(first[2]);
  CHECK_FALSE(first[5]);

  PretendedEngine again;
  RunControl control;
  const auto second = runSweep(again, sweep, memory, control);
  CHECK(again.requests.size() == 4);
  PretendedEngine whole;
  SweepObserver nobody;
  RunControl other;
  const auto uninterrupted = runSweep(whole, sweep, nobody, other);
  for (std::size_t cell = 0; cell < 6; ++cell) {
    REQUIRE(second[cell]);
    CHECK(second[cell]->clipSimilarity == uninterrupted[cell]->clipSimilarity);
  }
}
