// The whole path on the starter pack, through the facade as a front end uses it.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "engine/api/engine.h"
#include "engine/api/param_spec.h"
#include "engine/api/recipe.h"
#include "tests/support/recording_observer.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;

namespace {

Engine &engine() {
  static const std::unique_ptr<Engine> instance = makeEngine(EVERYWORD_SOURCE_DIR "/resources");
  return *instance;
}

RunRequest shortRun(int steps) {
  RunRequest request;
  request.objective.prompt = "a red apple and a dog on grass";
  request.objective.regions = {{1, "red apple", {0.05, 0.3, 0.4, 0.5}, 1.0, {}, true},
                               {2, "dog", {0.55, 0.35, 0.4, 0.5}, 1.0, {}, true}};
  request = engine().recommended(request);
  request.start.kind = Start::Plain;
  request.schedule.learningRate = 0.15;
  request.objective.latentDistance = 0;
  request.schedule.steps = steps;
  request.cutouts.count = 4;
  request.seed = 7;
  request.machine.previewIntervalMs = 0;
  return request;
}

RunOutcome runOnce(const RunRequest &request, RecordingObserver &observer) {
  RunControl control;
  return engine().run(request, observer, control);
}

double meanOverlap(const StepEvent &event) {
  double sum = 0;
  for (const RegionScore &region : event.regions) {
    sum += region.overlap.value() / static_cast<double>(event.regions.size());
  }
  return sum;
}

}  // namespace

TEST_CASE("The same request makes the same bytes, another seed makes others", "[run]") {
  RecordingObserver first, second, third;
  const RunOutcome one = runOnce(shortRun(4), first);
  const RunOutcome two = runOnce(shortRun(4), second);
  CHECK(one.kind == RunOutcome::Kind::Finished);
  CHECK(one.frame->rgba == two.frame->rgba);
  CHECK(one.lossesByStep.back().back().value == two.lossesByStep.back().back().value);
  RunRequest other = shortRun(4);
  other.seed = 8;
  CHECK(runOnce(other, third).lossesByStep.back().back().value !=
        one.lossesByStep.back().back().value);
}

TEST_CASE("A run under a memory limit makes the same bytes", "[run]") {
  RecordingObserver plain, limited;
  RunRequest tight = shortRun(3);
  tight.machine.memoryLimitMb = 1;
  const RunOutcome one = runOnce(shortRun(3), plain), two = runOnce(tight, limited);
  REQUIRE(two.kind == RunOutcome::Kind::Finished);
  CHECK(one.frame->rgba == two.frame->rgba);
  CHECK(one.lossesByStep.back().back().value == two.lossesByStep.back().back().value);
  CHECK(plain.started.warnings.empty());
  REQUIRE(limited.started.warnings.size() == 1);
  CHECK_THAT(limited.started.warnings[0],
             Catch::Contains("memory limit of 1 MB") && Catch::Contains("needs about"));
}

TEST_CASE("The precision of a run is told with its device", "[run]") {
  RecordingObserver observer;
  RunRequest request = shortRun(1);
  request.machine.precision = Precision::Fp32;
  const RunOutcome outcome = runOnce(request, observer);
  CHECK_THAT(observer.started.device, Catch::Matchers::EndsWith(", fp32"));
  CHECK(outcome.device == observer.started.device);
}

TEST_CASE("A resumed run makes the bytes of an uninterrupted one", "[run]") {
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("resume.run");
  RecordingObserver whole, half, rest;
  const RunOutcome uninterrupted = runOnce(shortRun(6), whole);

  RunControl control;
  half.atStep = [&](const StepEvent &event) {
    if (event.step == 3) {
      control.checkpointTo(path);
      control.stop();
    }
  };
  CHECK(engine().run(shortRun(6), half, control).kind == RunOutcome::Kind::Stopped);
  RunControl again;
  const RunOutcome resumed = engine().resume(path, rest, again);
  CHECK(rest.started.firstStep == 3);
  CHECK(resumed.step == 6);
  CHECK(resumed.frame->rgba == uninterrupted.frame->rgba);
  CHECK(resumed.lossesByStep.size() == 6);
  CHECK(resumed.lossesByStep.back().back().value == uninterrupted.lossesByStep.back().back().value);
}

TEST_CASE("Stopping answers within one step and keeps the picture", "[run]") {
  RecordingObserver observer;
  RunControl control;
  observer.atStep = [&](const StepEvent &event) {
    if (event.step == 2) {
      control.stop();
    }
  };
  const RunOutcome outcome = engine().run(shortRun(50), observer, control);
  CHECK(outcome.kind == RunOutcome::Kind::Stopped);
  CHECK(outcome.step == 2);
  CHECK(outcome.frame != nullptr);
  CHECK(observer.finished == 1);
}

TEST_CASE("The overlap of relevance and boxes rises during a run", "[run]") {
  RecordingObserver observer;
  const RunOutcome outcome = runOnce(shortRun(40), observer);
  REQUIRE(outcome.kind == RunOutcome::Kind::Finished);
  double early = 0, late = 0;  // means over ten steps: single steps see different copies
  for (int i = 1; i <= 10; ++i) {
    early += meanOverlap(observer.steps.at(static_cast<std::size_t>(i))) / 10;
    late += meanOverlap(observer.steps.at(static_cast<std::size_t>(30 + i))) / 10;
  }
  CHECK(late > early + 0.05);
}

TEST_CASE("A box moved during the run changes the target from the next step on", "[run]") {
  RecordingObserver observer;
  RunControl control;
  RunRequest moved = shortRun(4);
  moved.objective.regions[1].box = {0.3, 0.05, 0.3, 0.2};
  moved.objective.lambda = 0.9;
  observer.atStep = [&](const StepEvent &event) {
    if (event.step == 2) {
      control.update(moved);
    }
  };
  const RunOutcome outcome = engine().run(shortRun(4), observer, control);
  const RunRequest edited = withEditsMade(outcome.request);
  CHECK(edited.objective.regions[1].box == moved.objective.regions[1].box);
  CHECK(edited.objective.lambda == 0.9);
  RecordingObserver untouched;
  const RunOutcome still = runOnce(shortRun(4), untouched);
  CHECK(outcome.lossesByStep[1].back().value == still.lossesByStep[1].back().value);
  CHECK(outcome.lossesByStep[2].back().value != still.lossesByStep[2].back().value);
  // The recipe holds the edit with its step, so it makes the same picture again.
  RecordingObserver replayed;
  const RunOutcome again = runOnce(RunRequest::fromJson(outcome.request.toJson()), replayed);
  REQUIRE(again.lossesByStep.size() == outcome.lossesByStep.size());
  CHECK(again.lossesByStep.back().back().value == outcome.lossesByStep.back().back().value);
  CHECK(again.frame->rgba == outcome.frame->rgba);
}

TEST_CASE("An edit that a start would not pass is refused in the next event, and the run goes on",
          "[run]") {
  for (const auto &[label, part] : std::vector<std::pair<std::string, std::string>>{
           {"", "label"}, {"zeppelin", "zeppelin"}, {std::string(5000, 'a'), "long"}}) {
    CAPTURE(part);
    RecordingObserver observer;
    RunControl control;
    RunRequest broken = shortRun(3);
    broken.objective.regions[0].label = label;
    observer.atStep = [&](const StepEvent &event) {
      if (event.step == 1) {
        control.update(broken);
      }
    };
    const RunOutcome outcome = engine().run(shortRun(3), observer, control);
    CHECK(outcome.kind == RunOutcome::Kind::Finished);
    CHECK(outcome.request.objective.regions[0].label == "red apple");
    CHECK(outcome.request.edits.empty());
    std::vector<std::string> refused;
    for (const StepEvent &event : observer.steps) {
      if (!event.refusedEdit.empty()) {
        refused.push_back(event.refusedEdit);
      }
    }
    REQUIRE(refused.size() == 1);
    CHECK_THAT(refused[0], Catch::Contains(part));
  }
}

TEST_CASE("A method without relevance reports no overlap", "[run]") {
  for (const Method method : {Method::Relevance, Method::Similarity, Method::Masked}) {
    RunRequest request = shortRun(1);
    request.objective.method = method;
    RecordingObserver observer;
    const RunOutcome outcome = runOnce(request, observer);
    REQUIRE(outcome.regions.size() == request.objective.regions.size());
    const bool computed = method == Method::Relevance;
    CHECK(observer.steps.back().regions.at(0).overlap.has_value() == computed);
    CHECK(outcome.regions[0].overlap.has_value() == computed);
  }
}

TEST_CASE("The recipe of a stopped run makes its picture again", "[run]") {
  RecordingObserver observer, second;
  RunControl control;
  observer.atStep = [&](const StepEvent &event) {
    if (event.step == 2) {
      control.stop();
    }
  };
  const RunOutcome stopped = engine().run(shortRun(50), observer, control);
  CHECK(stopped.request.schedule.steps == 2);
  const RunOutcome again = runOnce(RunRequest::fromJson(stopped.request.toJson()), second);
  CHECK(again.frame->rgba == stopped.frame->rgba);
}

TEST_CASE("Each method runs, and each start", "[run]") {
  for (const Method method :
       {Method::Relevance, Method::Similarity, Method::Masked, Method::SimilarityMasked}) {
    for (const Start start : {Start::Noise, Start::Codes, Start::Plain, Start::TwoColours}) {
      RunRequest request = shortRun(1);
      request.objective.method = method;
      request.start.kind = start;
      RecordingObserver observer;
      INFO(toString(method) << " from " << toString(start));
      CHECK(runOnce(request, observer).kind == RunOutcome::Kind::Finished);
    }
  }
  RunRequest published = shortRun(2);
  published.objective.asPublished = true;
  RecordingObserver observer;
  CHECK(runOnce(published, observer).kind == RunOutcome::Kind::Finished);
}

TEST_CASE("A prompt alone and boxes alone both make a picture", "[run]") {
  RunRequest promptOnly = shortRun(1);
  promptOnly.objective.regions.clear();
  RunRequest boxesOnly = shortRun(1);
  boxesOnly.objective.prompt.clear();
  for (const RunRequest &request : {promptOnly, boxesOnly}) {
    RecordingObserver observer;
    CHECK(runOnce(request, observer).kind == RunOutcome::Kind::Finished);
  }
}

TEST_CASE("The highest learning rate and lambda that are allowed keep every number finite",
          "[run]") {
  RunRequest request = shortRun(3);
  for (const char *name : {"lambda", "learning_rate"}) {
    const ParamSpec &spec = *findParam(name);
    spec.set(request, spec.maximum);
  }
  RecordingObserver observer;
  const RunOutcome outcome = runOnce(request, observer);
  REQUIRE(outcome.kind == RunOutcome::Kind::Finished);
  REQUIRE(outcome.lossesByStep.size() == 3);
  for (const auto &step : outcome.lossesByStep) {
    for (const LossTerm &term : step) {
      INFO(term.name);
      CHECK(std::isfinite(term.value));
    }
  }
}

TEST_CASE("A step that gives no numbers fails the run with one sentence and changes nothing",
          "[run]") {
  // A generator whose numbers are all NaN, in whatever type they are stored.
  const testing::TemporaryFolder folder;
  std::string bytes = testing::readAll(EVERYWORD_SOURCE_DIR "/resources/starter/vqgan.safetensors");
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), sizeof header);
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(8 + header), bytes.end(), '\xff');
  RunRequest request = shortRun(3);
  request.models.setPath("vqgan", folder.write("vqgan.safetensors", bytes));
  RecordingObserver observer;
  const RunOutcome outcome = runOnce(request, observer);
  CHECK(outcome.kind == RunOutcome::Kind::Failed);
  CHECK_THAT(outcome.error, Catch::Contains("no number") && Catch::Contains("learning rate"));
  CHECK(outcome.step == 0);
  CHECK(outcome.lossesByStep.empty());
  CHECK(observer.steps.size() == 1);  // the start alone
  CHECK(observer.finished == 1);
}
