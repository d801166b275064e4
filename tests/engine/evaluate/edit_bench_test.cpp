#include "engine/api/edit_bench.h"

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/api/explain.h"

using namespace everyword;

namespace {

/// An engine whose edits are known beforehand: with lambda over 1 the prompt's value is there, and
/// the hat is lost; CLIP likes lambda 2 best.
class FakeEngine : public Engine {
 public:
  std::vector<PackInfo> packs() const override { return {pack("fake")}; }
  PackInfo pack(const std::string &name) const override {
    PackInfo info;
    info.name = name;
    return info;
  }
  RunRequest recommended(RunRequest request) const override { return request; }
  TokenInfo tokens(const ModelSet &, const std::string &) override { return {}; }
  std::vector<std::string> check(const RunRequest &) override { return {}; }
  RunOutcome run(const RunRequest &request, RunObserver &observer, RunControl &control) override {
    requests.push_back(request);
    StepEvent event;
    event.steps = request.schedule.steps;
    event.frame = pictureOf(0);
    event.promptSimilarity = 0.1;
    observer.onStep(event);
    RunOutcome outcome;
    outcome.kind = control.stopRequested() ? RunOutcome::Kind::Stopped : RunOutcome::Kind::Finished;
    const double lambda = request.objective.wordLambda;
    outcome.promptSimilarity = 0.4 - 0.1 * (lambda - 2) * (lambda - 2);
    outcome.frame = pictureOf(lambda > 1 ? 1 : 0);
    asked = request.objective.prompt;
    return outcome;
  }
  RunOutcome resume(const std::string &, RunObserver &, RunControl &, int) override { return {}; }
  std::vector<FramePtr> starts(const RunRequest &, const std::vector<std::uint64_t> &) override {
    return {pictureOf(0)};
  }
  ExplainResult explain(const ExplainRequest &) override { return {}; }
  std::vector<AttributeGuess> attributes(const FramePtr &picture, const ModelSet &) override {
    if (!judges) {
      return {};
    }
    const bool edited = picture->step == 1;
    std::string hair = "black", face = "none";
    for (const EditPrompt &prompt : editPrompts()) {
      if (edited && prompt.prompt == asked) {
        (prompt.attribute == "hair_colour" ? hair : face) = prompt.value;
      }
    }
    return {{"hair_colour", hair, 0.9, {}},
            {"facial_hair", face, 0.9, {}},
            {"hat", edited ? "none" : "on", 0.9, {}},
            {"mouth", "smile", 0.9, {}}};
  }

  std::vector<RunRequest> requests;
  std::string asked;
  bool judges = true;

 private:
  static FramePtr pictureOf(int step) {
    auto frame = std::make_shared<Frame>();
    frame->step = step;
    return frame;
  }
};

EditBenchRequest small() {
  EditBenchRequest request;
  request.seeds = 3;
  request.lambdas = {0, 1, 2};
  return request;
}

std::vector<EditBenchCell> cellsOf(FakeEngine &engine, const EditBenchRequest &request,
                                   const std::vector<EditBenchCell> &done = {}) {
  std::vector<EditBenchCell> cells = done;
  runEditBench(
      engine, request, done, [](int, int, const std::string &) { return true; },
      [&](const EditBenchCell &cell) { cells.push_back(cell); });
  return cells;
}

}  // namespace

TEST_CASE("Ours is the lambda that CLIP finds nearest, and success is what the classifier names",
          "[evaluate]") {
  FakeEngine engine;
  const std::vector<EditBenchCell> cells = cellsOf(engine, small());
  REQUIRE(cells.size() == 4 * 3);
  CHECK(engine.requests.size() == 4 * 3 * 3);
  CHECK(engine.requests[0].objective.words.empty());  // CLIP only
  CHECK(engine.requests[1].objective.words == editPrompts()[0].words);
  CHECK(cells[0].edits[cells[0].chosen()].lambda == 2);
  const std::vector<EditBenchRow> rows = editBenchRows(cells);
  REQUIRE(rows.size() == 5 * 3 + 2);
  CHECK(rows[0].cells == 12);
  CHECK(rows[0].success.mean == 0);
  CHECK(rows[1].success.mean == 1);
  CHECK(rows[0].identity.mean == Approx(1));
  CHECK(rows[1].identity.mean == Approx(2.0 / 3));  // the hat of three attributes
  CHECK(rows[2].success.mean == Approx(1));
  CHECK(rows[2].identity.mean == Approx(-1.0 / 3));
  CHECK(rows[15].method == "lambda 1.0");  // whatever CLIP prefers
  CHECK(rows[15].success.mean == 0);
  CHECK(rows[16].success.mean == 1);
}

TEST_CASE("Cells that are done are not run again, and one that was stopped is dropped",
          "[evaluate]") {
  FakeEngine engine;
  std::vector<EditBenchCell> cells = cellsOf(engine, small());
  const std::size_t runs = engine.requests.size();
  cells.pop_back();
  CHECK(cellsOf(engine, small(), cells).size() == 12);
  CHECK(engine.requests.size() == runs + 3);
  int said = 0;
  std::vector<EditBenchCell> before;
  runEditBench(
      engine, small(), {}, [&](int, int, const std::string &) { return ++said < 7; },
      [&](const EditBenchCell &cell) { before.push_back(cell); });
  CHECK(before.size() == 1);
}

TEST_CASE("A start that has the attribute already counts nowhere", "[evaluate]") {
  FakeEngine engine;
  std::vector<EditBenchCell> cells = cellsOf(engine, small());
  for (AttributeGuess &guess : cells[0].start.attributes) {
    guess.value = guess.attribute == "facial_hair" ? "beard" : guess.value;
  }
  CHECK(editBenchRows(cells)[0].cells == 11);
}

TEST_CASE("A pack without a classifier of these attributes is refused", "[evaluate]") {
  FakeEngine engine;
  engine.judges = false;
  CHECK_THROWS_WITH(cellsOf(engine, small()), Catch::Contains("everyword train attributes"));
  CHECK(engine.requests.empty());
}

TEST_CASE("Intervals are Wilson's, and those of the bootstrap hold the mean", "[evaluate]") {
  const Estimate half = wilson(10, 20);
  CHECK(half.mean == 0.5);
  CHECK(half.low == Approx(0.2993).margin(1e-3));
  CHECK(half.high == Approx(0.7007).margin(1e-3));
  CHECK(wilson(0, 20).low == Approx(0).margin(1e-12));
  CHECK(wilson(0, 20).high == Approx(0.1611).margin(1e-3));
  CHECK(wilson(0, 0).high == 1);
  const Estimate same = bootstrapMean({0.25, 0.25, 0.25});
  CHECK(same.low == Approx(0.25));
  CHECK(same.high == Approx(0.25));
  std::vector<double> coins(100, 0);
  std::fill(coins.begin(), coins.begin() + 50, 1);
  const Estimate mean = bootstrapMean(coins);
  CHECK(mean.mean == Approx(0.5));
  CHECK(mean.low == Approx(0.402).margin(0.02));
  CHECK(mean.high == Approx(0.598).margin(0.02));
}
