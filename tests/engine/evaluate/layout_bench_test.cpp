#include "engine/api/layout_bench.h"

#include <catch2/catch.hpp>

#include "engine/api/explain.h"

using namespace everyword;

namespace {

/// Scores that are known beforehand: F1 0.5 for the method of the product, 0.25 for the others.
class FakeEngine : public Engine {
 public:
  std::vector<PackInfo> packs() const override { return {pack("fake")}; }
  PackInfo pack(const std::string &name) const override {
    PackInfo info;
    info.name = name;
    return info;
  }
  RunRequest recommended(RunRequest request) const override {
    request.schedule.steps = 33;
    return request;
  }
  TokenInfo tokens(const ModelSet &, const std::string &) override { return {}; }
  std::vector<std::string> check(const RunRequest &) override { return {}; }
  RunOutcome run(const RunRequest &request, RunObserver &observer, RunControl &control) override {
    requests.push_back(request);
    StepEvent event;
    event.step = 1;
    event.steps = request.schedule.steps;
    observer.onStep(event);
    RunOutcome outcome;
    outcome.kind = control.stopRequested() ? RunOutcome::Kind::Stopped : RunOutcome::Kind::Finished;
    if (failing && request.objective.method == Method::Masked && request.seed == 1) {
      outcome.kind = RunOutcome::Kind::Failed;
    }
    outcome.promptSimilarity = 0.3;
    outcome.seconds = 2;
    outcome.request = request;
    for (const Region &region : request.objective.regions) {
      RegionResult result;
      result.label = region.label;
      result.f1 = request.objective.method == Method::Relevance ? 0.5 : 0.25;
      result.precision = 0.75;
      result.recall = 0.1;
      result.looksLike.emplace();
      result.looksLike->own = region.id == 1;
      outcome.regions.push_back(result);
    }
    return outcome;
  }
  RunOutcome resume(const std::string &, RunObserver &, RunControl &, int) override { return {}; }
  std::vector<FramePtr> starts(const RunRequest &, const std::vector<std::uint64_t> &) override {
    return {};
  }
  ExplainResult explain(const ExplainRequest &) override { return {}; }

  std::vector<RunRequest> requests;
  bool failing = false;
};

const auto goOn = [](int, int, const std::string &) { return true; };

}  // namespace

TEST_CASE("Every method runs every layout with every seed, and means are in per cent",
          "[evaluate]") {
  FakeEngine engine;
  const LayoutBenchResult result = runLayoutBench(engine, {}, goOn);
  CHECK(result.runs.size() == 12 * 2 * 3);
  REQUIRE(result.rows.size() == 3);
  CHECK(result.rows[0].method == Method::Relevance);
  CHECK(result.rows[0].f1 == Approx(50));
  CHECK(result.rows[1].f1 == Approx(25));
  CHECK(result.rows[2].precision == Approx(75));
  CHECK(result.rows[2].recall == Approx(10));
  CHECK(result.rows[2].clipSimilarity == Approx(0.3));
  CHECK(result.rows[2].secondsPerRun == Approx(2));
  // Twelve layouts of one, two and three boxes in turn, of which the first is its own.
  CHECK(result.rows[0].identity == Approx(50));
  CHECK(result.rows[0].runs == 24);
  CHECK(engine.requests[0].schedule.steps == 60);  // the quick benchmark's own
  CHECK(engine.requests[0].schedule.lookEvery == 60);
}

TEST_CASE("The whole benchmark takes the steps and copies that the pack recommends", "[evaluate]") {
  FakeEngine engine;
  LayoutBenchRequest request;
  request.quick = false;
  request.methods = {Method::Relevance};
  const LayoutBenchResult result = runLayoutBench(engine, request, goOn);
  CHECK(result.runs.size() == 40 * 4);
  CHECK(engine.requests[0].schedule.steps == 33);
}

TEST_CASE("The methods of one layout and seed differ in nothing but the method", "[evaluate]") {
  FakeEngine engine;
  runLayoutBench(engine, {}, goOn);
  for (std::size_t i = 0; i + 2 < engine.requests.size(); i += 3) {
    RunRequest second = engine.requests[i + 1];
    CHECK(second.objective.method == Method::Masked);
    second.objective.method = engine.requests[i].objective.method;
    CHECK(second.toJson() == engine.requests[i].toJson());
  }
}

TEST_CASE("Steps and threads of the request win over what the pack recommends", "[evaluate]") {
  FakeEngine engine;
  LayoutBenchRequest request;
  request.steps = 5;
  request.threads = 1;
  runLayoutBench(engine, request, goOn);
  CHECK(engine.requests[0].schedule.steps == 5);
  CHECK(engine.requests[0].machine.threads == 1);
}

TEST_CASE("A failed run counts in no mean", "[evaluate]") {
  FakeEngine engine;
  engine.failing = true;
  const LayoutBenchResult result = runLayoutBench(engine, {}, goOn);
  CHECK(result.rows[1].runs == 12);
  CHECK(result.rows[1].f1 == Approx(25));
}

TEST_CASE("The benchmark stops within a run and hands back what is done", "[evaluate]") {
  FakeEngine engine;
  int calls = 0;
  const LayoutBenchResult result =
      runLayoutBench(engine, {}, [&](int done, int total, const std::string &) {
        CHECK(done <= total);
        return ++calls < 10;
      });
  CHECK(engine.requests.size() == 5);  // two calls a run: its step and its end
  CHECK(result.rows[0].runs + result.rows[1].runs + result.rows[2].runs == 5);
}
