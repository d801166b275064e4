// What is protected stays, in a run of each kind of latent.
#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/api/engine.h"
#include "engine/api/recipe.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "tests/engine/stylegan2/tiny_stylegan2.h"
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
  request.objective.prompt = "a person with purple hair";
  request = engine().recommended(request);
  request.start.kind = Start::Plain;
  request.schedule.learningRate = 0.15;
  request.objective.latentDistance = 0;
  request.schedule.steps = steps;
  request.cutouts.count = 2;
  request.seed = 7;
  request.machine.precision = Precision::Fp32;
  request.machine.previewIntervalMs = 0;
  return request;
}

RunRequest tinyEdit(const testing::TemporaryFolder &folder) {
  const std::string path = folder.file("tiny.safetensors");
  writeSafetensors(path, TinyStyleGan2().tensors);
  RunRequest request = shortRun("edit", 25);
  request.models.setPath("stylegan2", path);
  request.start.kind = Start::Noise;
  request.objective.latentDistance = 0;
  return request;
}

/// Mean absolute change of the picture from its start, of 255, in the left or the right half.
struct Change {
  double left = 0, right = 0;
};

Change changeOf(const RunRequest &request) {
  RecordingObserver observer;
  RunControl control;
  const RunOutcome outcome = engine().run(request, observer, control);
  REQUIRE(outcome.kind == RunOutcome::Kind::Finished);
  const Frame &before = *observer.steps.at(0).frame, &after = *outcome.frame;
  Change change;
  const auto width = static_cast<std::size_t>(before.width);
  for (std::size_t i = 0; i < before.rgba.size(); ++i) {
    double &half = i / 4 % width < width / 2 ? change.left : change.right;
    half += 2.0 * std::abs(before.rgba[i] - after.rgba[i]) / (0.75 * before.rgba.size());
  }
  return change;
}

void protectLeft(RunRequest &request) {
  PaintedMask &mask = request.objective.protectedArea;
  mask.cells.assign(PaintedMask::kSide * PaintedMask::kSide, 0);
  for (std::size_t i = 0; i < mask.cells.size(); ++i) {
    mask.cells[i] = i % PaintedMask::kSide < PaintedMask::kSide / 2;
  }
}

}  // namespace

TEST_CASE("The protected half of a picture changes far less than without protection", "[modes]") {
  const testing::TemporaryFolder folder;
  for (const std::string space : {"stylegan2_w_plus", "stylegan2_styles", "vqgan_codes"}) {
    RunRequest request = space == "vqgan_codes" ? shortRun("layout", 15) : tinyEdit(folder);
    request.start.latentSpace = space == "vqgan_codes" ? "auto" : space;
    const Change free = changeOf(request);
    protectLeft(request);
    request.objective.protection = 100;
    const Change guarded = changeOf(request);
    CAPTURE(space, free.left, free.right, guarded.left, guarded.right);
    CHECK(guarded.left < 0.5 * free.left);
    CHECK(guarded.left < guarded.right);
  }
}

TEST_CASE("An area painted during the run counts from the next step on and is in the recipe",
          "[modes]") {
  const testing::TemporaryFolder folder;
  const RunRequest request = tinyEdit(folder);
  RunRequest edited = request;
  protectLeft(edited);
  RecordingObserver observer;
  RunControl control;
  observer.atStep = [&](const StepEvent &event) {
    if (event.step == 3) {
      control.update(edited);
    }
  };
  const RunOutcome outcome = engine().run(request, observer, control);
  const auto termAt = [&](std::size_t step) {
    for (const LossTerm &term : outcome.lossesByStep.at(step)) {
      if (term.name == "protected_area") {
        return term.value;
      }
    }
    return -1.0;
  };
  CHECK(termAt(2) == -1);
  CHECK(termAt(3) > 0);  // what has changed since the start of the run
  REQUIRE(outcome.request.edits.size() == 1);
  CHECK(withEditsMade(outcome.request).objective.protectedArea == edited.objective.protectedArea);
  RecordingObserver again;
  RunControl untouched;
  CHECK(engine().run(outcome.request, again, untouched).frame->rgba == outcome.frame->rgba);
}
