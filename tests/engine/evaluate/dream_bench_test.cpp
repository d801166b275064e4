#include "engine/api/dream_bench.h"

#include <catch2/catch.hpp>
#include <set>

#include "engine/api/errors.h"
#include "engine/api/explain.h"
#include "engine/api/prompt_words.h"

using namespace everyword;

namespace {

/// With the term the last word gains 0.2, from 0.3 on, and the similarity stays.
class FakeEngine : public Engine {
 public:
  std::vector<PackInfo> packs() const override { return {}; }
  PackInfo pack(const std::string &) const override { return {}; }
  RunRequest recommended(RunRequest request) const override { return request; }
  TokenInfo tokens(const ModelSet &, const std::string &) override { return {}; }
  std::vector<std::string> check(const RunRequest &) override { return {}; }
  RunOutcome run(const RunRequest &request, RunObserver &observer, RunControl &control) override {
    prompts.insert(request.objective.prompt);
    CHECK(request.mode == "dream");
    observer.onStep({});
    RunOutcome outcome;
    outcome.kind = control.stopRequested() ? RunOutcome::Kind::Stopped : RunOutcome::Kind::Finished;
    outcome.promptSimilarity = 0.25;
    outcome.words = {{"a", 0.1}, {"strawberry", 1.0}};
    outcome.words.push_back({"cake", request.objective.wordLambda > 0 ? 0.5 : 0.3});
    return outcome;
  }
  RunOutcome resume(const std::string &, RunObserver &, RunControl &, int) override { return {}; }
  std::vector<FramePtr> starts(const RunRequest &, const std::vector<std::uint64_t> &) override {
    return {};
  }
  ExplainResult explain(const ExplainRequest &) override { return {}; }

  std::set<std::string> prompts;
};

std::vector<DreamBenchCell> allCells(FakeEngine &engine, const DreamBenchRequest &request,
                                     const std::vector<DreamBenchCell> &done = {}) {
  std::vector<DreamBenchCell> cells;
  runDreamBench(
      engine, request, done, [](int, int, const std::string &) { return true; },
      [&](const DreamBenchCell &cell) { cells.push_back(cell); });
  return cells;
}

DreamBenchRequest twoLambdas() {
  DreamBenchRequest request;
  request.seeds = 2;
  request.lambdas = {0, 0.1};
  return request;
}

}  // namespace

TEST_CASE("At least ten prompts have words that could be neglected, most of them compound nouns",
          "[evaluate]") {
  CHECK(dreamPrompts().size() >= 10);
  const std::set<std::string> distinct(dreamPrompts().begin(), dreamPrompts().end());
  CHECK(distinct.size() == dreamPrompts().size());
}

TEST_CASE("The comparison has each prompt and seed without the term and with it", "[evaluate]") {
  FakeEngine engine;
  const auto cells = allCells(engine, twoLambdas());
  CHECK(cells.size() == 2 * dreamPrompts().size());
  CHECK(engine.prompts.size() == dreamPrompts().size());
  for (const DreamBenchCell &cell : cells) {
    REQUIRE(cell.results.size() == 2);
    CHECK(cell.results[0].words.size() == 2);  // "a" names nothing
    CHECK(cell.results[0].smallest() == 0.3);
    CHECK(cell.results[1].smallest() == 0.5);
  }
  const auto rows = dreamBenchRows(cells);
  const DreamBenchRow &all = rows.back();
  CHECK(all.prompt == -1);
  CHECK(all.lambda == 0.1);
  CHECK(all.cells == static_cast<int>(cells.size()));
  CHECK(all.smallestRise.mean == Approx(0.2));
  CHECK(all.similarityRise.mean == Approx(0).margin(1e-12));
  CHECK(all.promptsRisen == static_cast<int>(dreamPrompts().size()));
  CHECK(dreamBenchRows({}).empty());
}

TEST_CASE("A comparison goes on with the cells that are not there", "[evaluate]") {
  FakeEngine engine, again;
  std::vector<DreamBenchCell> done = allCells(engine, twoLambdas());
  done.pop_back();
  const auto rest = allCells(again, twoLambdas(), done);
  REQUIRE(rest.size() == 1);
  CHECK(rest[0].seed == 2);
  CHECK(rest[0].prompt == static_cast<int>(dreamPrompts().size()) - 1);
}

TEST_CASE("A comparison that is stopped drops the cell in progress", "[evaluate]") {
  FakeEngine engine;
  int cells = 0;
  runDreamBench(
      engine, twoLambdas(), {}, [](int done, int, const std::string &) { return done < 1; },
      [&](const DreamBenchCell &) { ++cells; });
  CHECK(cells == 1);
}
