// An edit that starts from a picture: it is looked for in the latent first.
#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/api/engine.h"
#include "engine/api/errors.h"
#include "engine/api/exporting.h"
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

/// Counts what is heard before the run begins.
class ProjectionObserver : public RecordingObserver {
 public:
  void onLoading(const std::string &what, double fraction) override {
    if (what.find("Finding the picture") == 0) {
      fractions.push_back(fraction);
      if (stopAt > 0 && fractions.size() == stopAt) {
        control.stop();
      }
    }
  }
  void onStarted(const RunStarted &event) override {
    pictures = steps.size();
    RecordingObserver::onStarted(event);
  }

  std::vector<double> fractions;
  std::size_t pictures = 0, stopAt = 0;
  RunControl control;
};

struct TinyEdit {
  testing::TemporaryFolder folder;
  RunRequest request;

  TinyEdit() {
    const std::string path = folder.file("tiny.safetensors");
    writeSafetensors(path, TinyStyleGan2().tensors);
    request.mode = "edit";
    request.objective.prompt = "a person with purple hair";
    request = engine().recommended(request);
    request.models.setPath("stylegan2", path);
    request.schedule.steps = 2;
    request.cutouts.count = 2;
    request.seed = 7;
    request.machine.precision = Precision::Fp32;
    request.machine.previewIntervalMs = 0;
    request.start.projectionSteps = 120;
    request.start.projectionStarts = 1;
  }

  RunOutcome run(ProjectionObserver &observer) const {
    return engine().run(request, observer, observer.control);
  }

  /// Starts from a file of the picture.
  void startFrom(const Frame &picture) {
    request.start.kind = Start::Picture;
    request.start.picture = folder.file("start.png");
    writePicture(request.start.picture, picture);
  }
};

double meanDifference(const Frame &a, const Frame &b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.rgba.size(); ++i) {
    sum += std::abs(a.rgba[i] - b.rgba[i]);
  }
  return sum / (0.75 * static_cast<double>(a.rgba.size()));
}

/// A picture that the generator makes, beside its starts of other seeds.
FramePtr faceOf(TinyEdit &edit, std::uint64_t seed) {
  edit.request.start.kind = Start::Noise;
  return engine().starts(edit.request, {seed}).front();
}

}  // namespace

TEST_CASE("An edit begins with the picture that it was given, in both latents", "[modes]") {
  TinyEdit edit;
  const FramePtr face = faceOf(edit, 11), other = faceOf(edit, 12);
  edit.startFrom(*face);
  for (const std::string space : {"stylegan2_w_plus", "stylegan2_styles"}) {
    edit.request.start.latentSpace = space;
    ProjectionObserver observer;
    const RunOutcome outcome = edit.run(observer);
    REQUIRE(outcome.kind == RunOutcome::Kind::Finished);
    const Frame &start = *observer.steps.at(observer.pictures).frame;
    CAPTURE(space, meanDifference(start, *face), meanDifference(*other, *face));
    CHECK(meanDifference(start, *face) < 0.3 * meanDifference(*other, *face));
  }
}

TEST_CASE("The search shows its pictures and how far it is, once for several runs", "[modes]") {
  TinyEdit edit;
  edit.startFrom(*faceOf(edit, 11));
  edit.request.start.projectionStarts = 2;
  edit.request.start.projectionSteps = 20;
  ProjectionObserver first, second;
  const RunOutcome one = edit.run(first), two = edit.run(second);
  REQUIRE(first.fractions.size() == 40);
  CHECK(first.fractions.back() == Approx(1));
  CHECK(first.pictures > 1);
  for (std::size_t i = 0; i < first.pictures; ++i) {
    CHECK(first.steps[i].step == 0);
    CHECK(first.steps[i].losses.empty());
    CHECK(first.steps[i].frame);
  }
  CHECK(second.fractions.empty());
  CHECK(one.frame->rgba == two.frame->rgba);
  edit.request.seed = 8;
  ProjectionObserver other;
  edit.run(other);
  CHECK(other.fractions.size() == 40);
}

TEST_CASE("A search that is stopped ends the run before its first step", "[modes]") {
  TinyEdit edit;
  edit.startFrom(*faceOf(edit, 13));
  ProjectionObserver observer;
  observer.stopAt = 5;
  const RunOutcome outcome = edit.run(observer);
  CHECK(observer.fractions.size() == 5);
  CHECK(outcome.kind == RunOutcome::Kind::Stopped);
  CHECK(outcome.step == 0);
  CHECK(outcome.frame);
  ProjectionObserver again;  // half a search is not remembered
  edit.request.start.projectionSteps = 6;
  CHECK(edit.run(again).kind == RunOutcome::Kind::Finished);
  CHECK(again.fractions.size() == 6);
}

TEST_CASE("A picture that the generator cannot make is said to be found roughly", "[modes]") {
  TinyEdit edit;
  Frame noise;
  noise.width = 40;
  noise.height = 23;
  for (int i = 0; i < 40 * 23; ++i) {
    const auto value = static_cast<std::uint8_t>((i / 3 + i / 40 / 3) % 2 * 255);
    noise.rgba.insert(noise.rgba.end(), {value, static_cast<std::uint8_t>(255 - value), 0, 255});
  }
  edit.startFrom(noise);
  edit.request.start.projectionSteps = 10;
  ProjectionObserver observer;
  edit.run(observer);
  REQUIRE_FALSE(observer.started.warnings.empty());
  CHECK_THAT(observer.started.warnings.back(),
             Catch::Contains("found roughly (PSNR") && Catch::Contains("dB)"));
  edit.request.start.picture = edit.folder.file("absent.png");
  ProjectionObserver none;
  CHECK_THROWS_AS(edit.run(none), FileError);
}
