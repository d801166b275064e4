#include "engine/api/layout_bench.h"

#include <algorithm>

namespace everyword {

namespace {

// The quick benchmark has to end while a user waits: half the work of a run as the pack
// recommends it.
constexpr int kQuickSteps = 60;
constexpr int kQuickCutouts = 4;

/// Lets the caller watch, and stop, between the steps of a run.
class BenchObserver : public RunObserver {
 public:
  BenchObserver(RunControl &control, std::function<bool(const std::string &)> report,
                std::string name)
      : control_(control), report_(std::move(report)), name_(std::move(name)) {}

  void onLoading(const std::string &what, double) override { say(what); }
  void onStep(const StepEvent &event) override {
    say(name_ + ", step " + std::to_string(event.step) + "/" + std::to_string(event.steps));
  }

 private:
  void say(const std::string &what) {
    if (!report_(what)) {
      control_.stop();
    }
  }

  RunControl &control_;
  std::function<bool(const std::string &)> report_;
  std::string name_;
};

RunRequest requestFor(const Engine &engine, const LayoutBenchRequest &bench, RunRequest layout,
                      Method method, std::uint64_t seed) {
  layout.models.pack = bench.pack;
  RunRequest request = fromPlainGround(engine, engine.recommended(layout));
  request.objective.method = method;
  request.seed = seed;
  request.machine.threads = bench.threads;
  request.machine.previewIntervalMs = 10000;  // nobody looks; the last step sends its frame anyway
  request.schedule.keepFramesEvery = 0;
  if (bench.quick) {
    request.schedule.steps = kQuickSteps;
    request.cutouts.count = kQuickCutouts;
  }
  if (bench.steps > 0) {
    request.schedule.steps = bench.steps;
  }
  request.schedule.lookEvery = request.schedule.steps;  // the final picture alone is scored
  return request;
}

/// Means over regions for the scores, over runs for the rest. A failed run counts nowhere.
LayoutBenchRow rowOf(Method method, const std::vector<LayoutBenchRun> &runs) {
  LayoutBenchRow row;
  row.method = method;
  int regions = 0;
  for (const LayoutBenchRun &run : runs) {
    if (run.method != method || run.outcome.kind != RunOutcome::Kind::Finished) {
      continue;
    }
    ++row.runs;
    row.clipSimilarity += run.outcome.promptSimilarity;
    row.secondsPerRun += run.outcome.seconds;
    for (const RegionResult &region : run.outcome.regions) {
      ++regions;
      row.precision += 100 * region.precision;
      row.recall += 100 * region.recall;
      row.f1 += 100 * region.f1;
      row.identity += region.looksLike && region.looksLike->own ? 100 : 0;
    }
  }
  const double perRegion = 1.0 / std::max(1, regions), perRun = 1.0 / std::max(1, row.runs);
  row.precision *= perRegion;
  row.recall *= perRegion;
  row.f1 *= perRegion;
  row.identity *= perRegion;
  row.clipSimilarity *= perRun;
  row.secondsPerRun *= perRun;
  return row;
}

std::string nameOf(const RunRequest &layout, std::uint64_t seed, Method method) {
  return layout.objective.prompt + ", seed " + std::to_string(seed) + ", " + toString(method);
}

}  // namespace

RunRequest fromPlainGround(const Engine &engine, RunRequest request) {
  if (request.start.kind == Start::Search) {
    const RunRequest plain = RunRequest::fromJson(engine.pack(request.models.pack).recommendedJson);
    request.start.kind = plain.start.kind;
    request.objective.latentDistance = plain.objective.latentDistance;
    request.schedule = plain.schedule;
    request.cutouts = plain.cutouts;
  }
  return request;
}

LayoutBenchResult runLayoutBench(
    Engine &engine, const LayoutBenchRequest &request,
    const std::function<bool(int, int, const std::string &)> &progress) {
  const std::vector<RunRequest> layouts =
      benchLayouts(request.quick ? 12 : 40, engine.pack(request.pack).words);
  const int seeds = request.quick ? 2 : 4;
  const int total = static_cast<int>(layouts.size() * request.methods.size()) * seeds;
  LayoutBenchResult result;
  int done = 0;
  bool goOn = true;
  const auto report = [&](const std::string &what) {
    return goOn = goOn && progress(done, total, what);
  };
  for (std::size_t layout = 0; layout < layouts.size() && goOn; ++layout) {
    for (int seed = 1; seed <= seeds && goOn; ++seed) {
      for (std::size_t m = 0; m < request.methods.size() && goOn; ++m) {
        const Method method = request.methods[m];
        const RunRequest one =
            requestFor(engine, request, layouts[layout], method, static_cast<std::uint64_t>(seed));
        const std::string name = nameOf(layouts[layout], one.seed, method);
        RunControl control;
        BenchObserver observer(control, report, name);
        RunOutcome outcome = engine.run(one, observer, control);
        ++done;
        result.runs.push_back({static_cast<int>(layout), one.seed, method, std::move(outcome)});
        report(name);
      }
    }
  }
  for (const Method method : request.methods) {
    result.rows.push_back(rowOf(method, result.runs));
  }
  return result;
}

}  // namespace everyword
