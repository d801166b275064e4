// From one run to the next through the facade, on the starter pack.
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

RunRequest shortRun(const std::string &mode, int steps) {
  RunRequest request;
  request.mode = mode;
  request.objective.prompt = "A person with purple hair";
  request = engine().recommended(request);
  if (mode == "layout") {
    request.start.kind = Start::Plain;
    request.schedule.learningRate = 0.15;
  }
  request.schedule.steps = steps;
  request.schedule.rampUp = 0;
  request.cutouts.count = 2;
  request.seed = 3;
  request.machine.precision = Precision::Fp32;
  request.machine.threads = 1;
  return request;
}

RunRequest goingOnFrom(const RunOutcome &outcome, RunRequest request) {
  request.start.kind = Start::EarlierRun;
  request.start.latent = outcome.latent;
  return request;
}

RunOutcome runOnce(const RunRequest &request, RecordingObserver &observer) {
  RunControl control;
  return engine().run(request, observer, control);
}

}  // namespace

TEST_CASE("A run that goes on from another begins with its last picture", "[run]") {
  for (const std::string mode : {"layout", "edit"}) {
    CAPTURE(mode);
    RecordingObserver first, second;
    const RunOutcome one = runOnce(shortRun(mode, 2), first);
    REQUIRE(one.latent);
    const RunOutcome two = runOnce(goingOnFrom(one, shortRun(mode, 1)), second);
    CHECK(two.kind == RunOutcome::Kind::Finished);
    CHECK(second.steps.at(0).frame->rgba == one.frame->rgba);
    CHECK(two.frame->rgba != one.frame->rgba);

    RunRequest pictures = goingOnFrom(one, shortRun(mode, 1));
    CHECK(engine().starts(pictures, {3}).at(0)->rgba == one.frame->rgba);
  }
}

TEST_CASE("A run from a latent in memory is resumed to the same bytes", "[run]") {
  const testing::TemporaryFolder folder;
  RecordingObserver first, whole, half, rest;
  const RunOutcome one = runOnce(shortRun("edit", 2), first);
  RunRequest request = goingOnFrom(one, shortRun("edit", 4));
  request.objective.latentDistance = 0.01;  // looks back at the start in every step
  const RunOutcome uninterrupted = runOnce(request, whole);

  RunControl control;
  half.atStep = [&](const StepEvent &event) {
    if (event.step == 2) {
      control.checkpointTo(folder.file("half.run"));
      control.stop();
    }
  };
  engine().run(request, half, control);
  RunControl again;
  const RunOutcome resumed = engine().resume(folder.file("half.run"), rest, again);
  CHECK(resumed.step == 4);
  CHECK(resumed.frame->rgba == uninterrupted.frame->rgba);
  CHECK(resumed.lossesByStep.back().back().value == uninterrupted.lossesByStep.back().back().value);

  RunRequest later = shortRun("edit", 1);
  later.start.kind = Start::EarlierRun;
  later.start.state = folder.file("half.run");
  RecordingObserver third;
  CHECK(runOnce(later, third).kind == RunOutcome::Kind::Finished);
  later.start.latentSpace = "stylegan2_styles";
  CHECK_THROWS_AS(runOnce(later, third), InputError);
}

TEST_CASE(
    "More steps are those of a run that had them from the start; with ramps the recipe says so",
    "[run]") {
  const testing::TemporaryFolder folder;
  const std::string mode =
      GENERATE(as<std::string>{}, "layout", "edit");  // the pack's edit has ramps
  const int stopAfter = GENERATE(2, 3);
  CAPTURE(mode, stopAfter);
  const RunRequest request = shortRun(mode, 3);
  const bool ramps = request.schedule.rampDown > 0;
  REQUIRE(ramps == (mode == "edit"));

  RecordingObserver part, rest, whole;
  RunControl control;
  part.atStep = [&](const StepEvent &event) {
    if (event.step == stopAfter) {
      control.checkpointTo(folder.file("part.run"));
      control.stop();
    }
  };
  engine().run(request, part, control);
  RunControl again;
  const RunOutcome more = engine().resume(folder.file("part.run"), rest, again, 2);
  CHECK(more.kind == RunOutcome::Kind::Finished);
  CHECK(more.step == 5);
  CHECK(rest.started.steps == 5);
  CHECK(more.request.edits.size() == (ramps ? 1 : 0));

  RunRequest asWhole = ramps ? more.request : request;
  asWhole.schedule.steps = 5;
  const RunOutcome uninterrupted = runOnce(asWhole, whole);
  CHECK(more.frame->rgba == uninterrupted.frame->rgba);
  CHECK(more.latent->parts.at(0).values == uninterrupted.latent->parts.at(0).values);
  // The recipe of a picture from before says the ramps that made it.
  CHECK(recipeAt(more.request, 2).schedule.rampSteps == (ramps ? 3 : 0));
  CHECK(recipeAt(more.request, 2).edits.empty());
}

TEST_CASE("More steps than a run can have are one sentence", "[run]") {
  const testing::TemporaryFolder folder;
  RecordingObserver observer;
  RunControl control, again;
  observer.atStep = [&](const StepEvent &) { control.checkpointTo(folder.file("one.run")); };
  engine().run(shortRun("layout", 1), observer, control);
  CHECK_THROWS_WITH(engine().resume(folder.file("one.run"), observer, again, 1'000'000),
                    Catch::Matchers::Contains("steps"));
}
