// Several runs at once, through the facade on the starter pack.
#include <catch2/catch.hpp>
#include <cmath>

#include "engine/api/engine.h"
#include "engine/api/group_state.h"
#include "tests/support/recording_observer.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;

namespace {

Engine &engine() {
  static const std::unique_ptr<Engine> instance = makeEngine(EVERYWORD_SOURCE_DIR "/resources");
  return *instance;
}

RunRequest shortRun(const std::string &mode, int steps, int threads) {
  RunRequest request;
  request.mode = mode;
  request.objective.prompt = "A person with purple hair";
  request.objective.words = {"purple", "hair"};
  request = engine().recommended(request);
  if (mode == "layout") {
    request.start.kind = Start::Plain;
    request.schedule.learningRate = 0.15;
  }
  request.schedule.steps = steps;
  request.seed = 3;
  request.machine.precision = Precision::Fp32;
  request.machine.threads = threads;
  return request;
}

std::vector<RunRequest> withLambdas(RunRequest request, const std::vector<double> &lambdas) {
  std::vector<RunRequest> requests;
  for (const double lambda : lambdas) {
    request.objective.wordLambda = lambda;
    requests.push_back(request);
  }
  return requests;
}

/// Keeps what is said of each run; `atStep`, if set, is called after each step.
class RecordingGroup : public GroupObserver {
 public:
  explicit RecordingGroup(std::size_t runs) : started(runs), steps(runs), finished(runs) {}

  std::function<void(std::size_t run, const StepEvent &)> atStep;
  std::vector<int> started;
  std::vector<std::vector<StepEvent>> steps;
  std::vector<int> finished;

  void onStarted(std::size_t run, const RunStarted &) override { ++started.at(run); }
  void onStep(std::size_t run, const StepEvent &event) override {
    steps.at(run).push_back(event);
    if (atStep) {
      atStep(run, event);
    }
  }
  void onFinished(std::size_t run, const RunOutcome &) override { ++finished.at(run); }
};

std::vector<RunOutcome> runAll(const std::vector<RunRequest> &requests, RecordingGroup &observer) {
  RunControl control;
  return engine().runTogether(requests, observer, control);
}

RunOutcome runAlone(const RunRequest &request) {
  RecordingObserver observer;
  RunControl control;
  return engine().run(request, observer, control);
}

void checkSame(const RunOutcome &one, const RunOutcome &alone) {
  CHECK(one.kind == alone.kind);
  CHECK(one.step == alone.step);
  CHECK(one.frame->rgba == alone.frame->rgba);
  CHECK(one.promptSimilarity == alone.promptSimilarity);
  CHECK(one.latent->parts.at(0).values == alone.latent->parts.at(0).values);
  REQUIRE(one.lossesByStep.size() == alone.lossesByStep.size());
  for (std::size_t step = 0; step < one.lossesByStep.size(); ++step) {
    for (std::size_t term = 0; term < one.lossesByStep[step].size(); ++term) {
      CAPTURE(step, one.lossesByStep[step][term].name);
      CHECK(one.lossesByStep[step][term].value == alone.lossesByStep.at(step).at(term).value);
    }
  }
}

}  // namespace

TEST_CASE("Runs that take their steps together make the bytes that each makes alone", "[run]") {
  const auto [mode, threads] =
      GENERATE(std::pair("edit", 1), std::pair("edit", 2), std::pair("layout", 2));
  CAPTURE(mode, threads);
  RunRequest request = shortRun(mode, 4, threads);
  request.objective.smoothness = 0.1;
  if (request.mode == "layout") {
    request.objective.regions = {{1, "hair", {0.2, 0.1, 0.6, 0.4}, 1.0, {}, true}};
  }
  const std::vector<RunRequest> requests = withLambdas(request, {0, 1, 3.5});
  RecordingGroup observer(requests.size());
  const std::vector<RunOutcome> together = runAll(requests, observer);
  REQUIRE(together.size() == requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    CAPTURE(i);
    checkSame(together[i], runAlone(requests[i]));
    CHECK(observer.started[i] == 1);
    CHECK(observer.finished[i] == 1);
    CHECK(observer.steps[i].size() == 5);
    CHECK(observer.steps[i][0].frame);
  }
  CHECK(together[0].frame->rgba != together[2].frame->rgba);
}

TEST_CASE("The bytes of a small edit do not depend on the number of threads", "[run]") {
  const RunOutcome one = runAlone(shortRun("edit", 4, 1));
  for (const int threads : {2, 3}) {
    CAPTURE(threads);
    checkSame(runAlone(shortRun("edit", 4, threads)), one);
  }
}

TEST_CASE("Runs that do not fit side by side take their steps one after the other", "[run]") {
  RunRequest request = shortRun("edit", 2, 2);
  request.machine.memoryLimitMb = 1;
  const std::vector<RunRequest> requests = withLambdas(request, {0.5, 2});
  RecordingGroup observer(requests.size());
  const std::vector<RunOutcome> together = runAll(requests, observer);
  RunRequest unlimited = requests[1];
  unlimited.machine.memoryLimitMb = 0;
  checkSame(together.at(1), runAlone(unlimited));
}

TEST_CASE("Stopping ends all runs within one step, each with its picture", "[run]") {
  const std::vector<RunRequest> requests = withLambdas(shortRun("edit", 50, 2), {0, 1, 2});
  RecordingGroup observer(requests.size());
  RunControl control;
  observer.atStep = [&](std::size_t run, const StepEvent &event) {
    if (run == 1 && event.step == 2) {
      control.stop();
    }
  };
  for (const RunOutcome &outcome : engine().runTogether(requests, observer, control)) {
    CHECK(outcome.kind == RunOutcome::Kind::Stopped);
    CHECK((outcome.step == 1 || outcome.step == 2));  // of the round that was on
    CHECK(outcome.frame);
  }
}

TEST_CASE("An edit reaches all runs and leaves them what they differ in", "[run]") {
  const std::vector<RunRequest> requests = withLambdas(shortRun("edit", 3, 2), {0.5, 2});
  RecordingGroup observer(requests.size());
  RunControl control;
  observer.atStep = [&](std::size_t run, const StepEvent &event) {
    if (run == 1 && event.step == 1) {
      RunRequest edited = requests[0];
      edited.objective.promptWeight = 0.25;
      control.update(edited);
    }
  };
  const auto outcomes = engine().runTogether(requests, observer, control);
  for (std::size_t i = 0; i < 2; ++i) {
    REQUIRE(outcomes[i].request.edits.size() == 1);
    CHECK(outcomes[i].request.edits[0].changes == R"({"prompt_weight":0.25})");
    CHECK(outcomes[i].request.objective.wordLambda == requests[i].objective.wordLambda);
  }
}

TEST_CASE("Runs of different starts are run one after the other", "[run]") {
  std::vector<RunRequest> requests = withLambdas(shortRun("edit", 1, 2), {1, 1});
  requests[1].seed = 4;
  RecordingGroup observer(requests.size());
  const auto outcomes = runAll(requests, observer);
  REQUIRE(outcomes.size() == 2);
  checkSame(outcomes[1], runAlone(requests[1]));
  requests[1].objective.words = {"beard"};
  CHECK_THROWS_AS(runAll(requests, observer), InputError);
}

TEST_CASE("Each of several runs has a state of its own, from which it goes on alone", "[run]") {
  const testing::TemporaryFolder folder;
  const std::vector<RunRequest> requests = withLambdas(shortRun("edit", 3, 2), {0, 2});
  RecordingGroup observer(requests.size());
  RunControl control;
  observer.atStep = [&](std::size_t run, const StepEvent &event) {
    if (run == 1 && event.step == 2) {
      control.checkpointTo(folder.file("all.run"));
      control.stop();
    }
  };
  engine().runTogether(requests, observer, control);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    CAPTURE(i);
    RecordingObserver rest;
    RunControl again;
    checkSame(engine().resume(stateOfRun(folder.file("all.run"), i), rest, again),
              runAlone(requests[i]));
    CHECK(rest.started.firstStep == 2);
  }
}
