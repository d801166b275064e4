#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <catch2/catch.hpp>
#include <limits>

#include "engine/models/model_loader.h"
#include "engine/run/optimise_loop.h"
#include "tests/support/recording_observer.h"

using namespace everyword;

namespace {

/// Colours in the range of a picture; what leaves it by more than a step of 0.1 is no number.
class Breakable final : public LatentSpace {
 public:
  PictureSize pictureSize(const StartPoint &) const override { return {16, 16}; }
  PictureSize pictureSizeOf(std::span<const at::Tensor>) const override { return {16, 16}; }
  std::vector<at::Tensor> start(const StartPoint &, Rng &) const override {
    return {at::full({1, 3, 16, 16}, 0.5)};
  }
  at::Tensor decode(std::span<const at::Tensor> latent, const ForwardOptions &) const override {
    const bool far = (latent[0] - 0.5).abs().max().item<double>() > 0.35;
    return far ? latent[0] * std::numeric_limits<float>::quiet_NaN() : latent[0] * 1;
  }
};

RunRequest requestOf(double learningRate) {
  RunRequest request;
  request.objective.prompt = "a red apple";
  request.cutouts.count = 2;
  request.schedule.steps = 6;
  request.schedule.learningRate = learningRate;
  request.machine.precision = Precision::Fp32;
  return request;
}

}  // namespace

TEST_CASE("A run whose numbers are none ends at its last good step, the others go on", "[run]") {
  const int threads = GENERATE(1, 2);
  at::set_num_threads(threads);
  PreparedRun prepared;
  prepared.models =
      ModelLoader(EVERYWORD_SOURCE_DIR "/resources").load(ModelSet{}, c10::kCPU, {"clip"});
  prepared.space = std::make_shared<Breakable>();
  const std::vector<RunRequest> requests = {requestOf(0.01), requestOf(0.1), requestOf(0.02)};
  std::vector<RecordingObserver> observers(3);
  RunControl control;
  const auto outcomes = optimiseTogether(startRuns(requests, *prepared.space), prepared,
                                         {&observers[0], &observers[1], &observers[2]}, control);
  at::set_num_threads(1);
  CHECK(outcomes.at(0).kind == RunOutcome::Kind::Finished);
  CHECK(outcomes.at(2).kind == RunOutcome::Kind::Finished);
  CHECK(outcomes[2].step == 6);
  CHECK(outcomes.at(1).kind == RunOutcome::Kind::Failed);
  CHECK_THAT(outcomes[1].error, Catch::Contains("no number"));
  CHECK(outcomes[1].step < 6);
  CHECK(outcomes[1].lossesByStep.size() == static_cast<std::size_t>(outcomes[1].step));
  for (const RecordingObserver &observer : observers) {
    CHECK(observer.finished == 1);
  }
}
