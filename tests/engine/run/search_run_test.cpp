// Runs that begin by search, through the facade on the starter pack.
#include <catch2/catch.hpp>

#include "engine/api/engine.h"
#include "engine/api/recipe.h"
#include "tests/support/recording_observer.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;

namespace {

Engine &engine() {
  static const std::unique_ptr<Engine> instance = makeEngine(EVERYWORD_SOURCE_DIR "/resources");
  return *instance;
}

RunRequest searchRun(int steps, int starts = 24) {
  RunRequest request;
  request.objective.regions = {{1, "red apple", {0.05, 0.3, 0.4, 0.5}, 1.0, {}, true},
                               {2, "dog", {0.55, 0.35, 0.4, 0.5}, 1.0, {}, true}};
  request = engine().recommended(request);
  request.start.kind = Start::Search;
  request.start.searchStarts = starts;
  request.schedule.steps = steps;
  request.cutouts.count = 2;
  request.seed = 7;
  request.machine.precision = Precision::Fp32;
  request.machine.threads = 1;
  request.machine.previewIntervalMs = 0;
  return request;
}

class SearchObserver : public RecordingObserver {
 public:
  std::vector<double> fractions;
  void onLoading(const std::string &what, double fraction) override {
    if (what == "Trying starts") {
      fractions.push_back(fraction);
    }
  }
};

RunOutcome runOnce(const RunRequest &request) {
  RecordingObserver observer;
  RunControl control;
  return engine().run(request, observer, control);
}

RunOutcome editedAt(int step, const RunRequest &request, const RunRequest &edited,
                    std::string &refusal) {
  RecordingObserver observer;
  RunControl control;
  observer.atStep = [&](const StepEvent &event) {
    if (event.step == step && !event.losses.empty()) {
      control.update(edited);
    }
    refusal += event.refusedEdit;
  };
  return engine().run(request, observer, control);
}

}  // namespace

TEST_CASE("A run by search says how far it is, and its recipe makes its picture again", "[run]") {
  SearchObserver observer;
  RunControl control;
  const RunOutcome outcome = engine().run(searchRun(2), observer, control);
  REQUIRE(outcome.kind == RunOutcome::Kind::Finished);
  REQUIRE(observer.fractions.size() >= 2);
  CHECK(observer.fractions.back() == 1);
  CHECK(observer.steps.front().losses.empty());  // a picture of the search
  CHECK(observer.steps.front().frame != nullptr);
  CHECK(observer.steps.front().secondsLeft > 0);
  CHECK(outcome.step == 2);
  CHECK(outcome.request.start.searchStarts == 24);
  CHECK(outcome.seconds > 2 / outcome.stepsPerSecond);  // the search is part of it
  CHECK(runOnce(outcome.request).frame->rgba == outcome.frame->rgba);
}

TEST_CASE("A run stopped in its search has the picture of fewer starts", "[run]") {
  SearchObserver observer;
  RunControl control;
  observer.atStep = [&](const StepEvent &) { control.stop(); };
  const RunOutcome outcome = engine().run(searchRun(2, 400), observer, control);
  CHECK(outcome.kind == RunOutcome::Kind::Stopped);
  CHECK(outcome.step == 0);
  CHECK(outcome.request.start.searchStarts < 400);
  RecordingObserver again;
  RunControl untouched;
  engine().run(outcome.request, again, untouched);
  const auto first = std::find_if(again.steps.rbegin(), again.steps.rend(),
                                  [](const StepEvent &event) { return event.step == 0; });
  REQUIRE(first != again.steps.rend());
  CHECK(first->frame->rgba == outcome.frame->rgba);
}

TEST_CASE("A run by search is resumed to the same bytes, also from within the search", "[run]") {
  const testing::TemporaryFolder folder;
  const RunOutcome whole = runOnce(searchRun(4));
  for (const int at : {0, 2}) {
    CAPTURE(at);
    const std::string path = folder.file("state" + std::to_string(at));
    SearchObserver observer;
    RunControl control;
    observer.atStep = [&](const StepEvent &event) {
      if (event.step == at) {
        control.checkpointTo(path);
        control.stop();
      }
    };
    engine().run(searchRun(4), observer, control);
    RecordingObserver rest;
    RunControl again;
    CHECK(engine().resume(path, rest, again).frame->rgba == whole.frame->rgba);
  }
}

TEST_CASE("A new try in a box during the run is in the recipe", "[run]") {
  const RunRequest request = searchRun(4);
  RunRequest edited = request;
  edited.objective.regions[1].attempt = 1;
  std::string refusal;
  const RunOutcome outcome = editedAt(2, request, edited, refusal);
  CHECK(refusal.empty());
  REQUIRE(outcome.request.edits.size() == 1);
  CHECK(outcome.frame->rgba != runOnce(request).frame->rgba);
  CHECK(runOnce(outcome.request).frame->rgba == outcome.frame->rgba);
}

TEST_CASE("A StyleGAN2 is searched as a whole, and no box of it is tried anew", "[run]") {
  RunRequest request;
  request.mode = "edit";
  request.objective.prompt = "A person with purple hair";
  request = engine().recommended(request);
  request.schedule.steps = 3;
  request.cutouts.count = 2;
  request.machine.precision = Precision::Fp32;
  request.machine.threads = 1;
  RunRequest random = request;
  request.start.kind = Start::Search;
  request.start.searchStarts = 40;
  const auto firstSimilarity = [&](const RunRequest &of) {
    RecordingObserver observer;
    RunControl control;
    engine().run(of, observer, control);
    double similarity = 0;
    for (const StepEvent &event : observer.steps) {
      similarity = event.step == 0 ? event.promptSimilarity.value() : similarity;
    }
    return similarity;
  };
  CHECK(firstSimilarity(request) > firstSimilarity(random));

  request.objective.regions = {{1, "purple hair", {0.2, 0.1, 0.6, 0.4}, 1.0, {}, true}};
  RunRequest edited = request;
  edited.objective.regions[0].attempt = 1;
  std::string refusal;
  editedAt(1, request, edited, refusal);
  CHECK_THAT(refusal, Catch::Contains("cannot be tried anew"));
}
