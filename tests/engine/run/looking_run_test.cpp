// Looks at the boxes during a run: when they come, that they change nothing, and when they end it.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <catch2/catch.hpp>

#include "engine/api/engine.h"
#include "engine/api/errors.h"
#include "engine/api/region_truth.h"
#include "engine/models/model_loader.h"
#include "engine/modes/layout/layout_mode.h"
#include "engine/run/optimise_loop.h"
#include "engine/run/text_features.h"
#include "tests/support/recording_observer.h"

using namespace everyword;

namespace {

/// The pack's CLIP, but for what it sees in crops (which ask for no attention): by turns, whether
/// the first box is its own.
class ScriptedClip final : public ClipModel {
 public:
  ScriptedClip(std::shared_ptr<const ClipModel> inner, at::Tensor own, at::Tensor other)
      : inner_(std::move(inner)), own_(std::move(own)), other_(std::move(other)) {}

  const ClipConfig &config() const override { return inner_->config(); }
  double logitScale() const override { return inner_->logitScale(); }
  at::Tensor encodeImage(const at::Tensor &images, AttentionTrace *trace, LastBlockTrace *lastBlock,
                         const ForwardOptions &options) const override {
    if (lastBlock) {
      return inner_->encodeImage(images, trace, lastBlock, options);
    }
    const bool own = looks < script.size() && script[looks];
    ++looks;
    return own ? own_ : other_;
  }
  at::Tensor encodeText(const at::Tensor &tokens, AttentionTrace *trace) const override {
    return inner_->encodeText(tokens, trace);
  }
  at::Tensor encodeTextEmbeddings(const at::Tensor &embeddings, const at::Tensor &ends,
                                  AttentionTrace *trace) const override {
    return inner_->encodeTextEmbeddings(embeddings, ends, trace);
  }

  std::vector<bool> script;
  mutable std::size_t looks = 0;

 private:
  std::shared_ptr<const ClipModel> inner_;
  at::Tensor own_, other_;
};

/// The latent is the picture.
class Pixels final : public LatentSpace {
 public:
  PictureSize pictureSize(const StartPoint &) const override { return {16, 16}; }
  PictureSize pictureSizeOf(std::span<const at::Tensor>) const override { return {16, 16}; }
  std::vector<at::Tensor> start(const StartPoint &, Rng &) const override {
    return {at::full({1, 3, 16, 16}, 0.5)};
  }
  at::Tensor decode(std::span<const at::Tensor> latent, const ForwardOptions &) const override {
    return latent[0] * 1;
  }
};

struct Scripted {
  PreparedRun prepared;
  std::shared_ptr<ScriptedClip> clip;
  RunRequest request;

  explicit Scripted(std::vector<bool> script) {
    prepared.models =
        ModelLoader(EVERYWORD_SOURCE_DIR "/resources").load(ModelSet{}, c10::kCPU, {"clip"});
    TextFeatures texts(prepared.models);
    clip = std::make_shared<ScriptedClip>(prepared.models.clip, texts.of("dog").clone(),
                                          texts.of("cat").clone());
    clip->script = std::move(script);
    prepared.models.clip = clip;
    prepared.space = std::make_shared<Pixels>();
    prepared.names = {"cat"};
    prepared.scoreRegions = layout::scoreRegions;
    request.objective.prompt = "dog";
    request.objective.regions = {{1, "dog", {0, 0, 1, 1}, 1.0, {}, true}};
    request.objective.threshold =
        -1;  // every patch counts: the box, all of it, holds the attention
    request.cutouts.count = 2;
    request.schedule.steps = 6;
    request.schedule.lookEvery = 2;
    request.schedule.stopWhenTrue = true;
    request.machine.precision = Precision::Fp32;
    request.machine.previewIntervalMs = 100000;
  }

  RunOutcome run() {
    at::set_num_threads(1);
    RunControl control;
    return optimise(startRun(request, *prepared.space), prepared, observer, control);
  }
  RecordingObserver observer;
};

Engine &engine() {
  static const std::unique_ptr<Engine> instance = makeEngine(EVERYWORD_SOURCE_DIR "/resources");
  return *instance;
}

RunRequest shortRun(int lookEvery) {
  RunRequest request;
  request.objective.prompt = "a red apple and a dog on grass";
  request.objective.regions = {{1, "red apple", {0.05, 0.3, 0.4, 0.5}, 1.0, {}, true},
                               {2, "dog", {0.55, 0.35, 0.4, 0.5}, 1.0, {}, true}};
  request = engine().recommended(request);
  request.schedule.steps = 5;
  request.schedule.lookEvery = lookEvery;
  request.cutouts.count = 2;
  request.seed = 7;
  request.machine.threads = 1;
  return request;
}

}  // namespace

TEST_CASE("A run ends with its boxes true: what was looked at, and what the step made of it",
          "[run]") {
  Scripted scripted({false, true, true, true});  // at step 2; at 4; after 4; the last picture
  const RunOutcome outcome = scripted.run();
  CHECK(outcome.kind == RunOutcome::Kind::Finished);
  CHECK(outcome.step == 4);
  CHECK(outcome.request.schedule.steps == 4);
  CHECK(outcome.frame->step == 4);
  CHECK(scripted.observer.steps.back().step == 4);
  CHECK(scripted.observer.steps.back().steps == 4);
  CHECK(scripted.observer.steps.back().frame == outcome.frame);
  CHECK(isTrue(scripted.observer.steps.back().regions.at(0)));
  CHECK(outcome.regions.at(0).looksLike->own);
  CHECK(identityOf(outcome.regions) == 1.0);
  CHECK(scripted.clip->looks == 4);
}

TEST_CASE("A picture that its own step has spoilt does not end the run", "[run]") {
  Scripted scripted({true, false, false, false});
  const RunOutcome outcome = scripted.run();
  CHECK(outcome.step == 6);
  CHECK(identityOf(outcome.regions) == 0.0);
  CHECK(outcome.regions.at(0).looksLike->name == "cat");
}

TEST_CASE("True boxes end no run that was not asked to stop, or whose attention is elsewhere",
          "[run]") {
  Scripted plain({true, true, true, true, true, true});
  plain.request.schedule.stopWhenTrue = false;
  CHECK(plain.run().step == 6);
  Scripted elsewhere({true, true, true, true, true, true});
  elsewhere.request.objective.threshold = 2;  // no patch counts
  CHECK(elsewhere.run().step == 6);
}

TEST_CASE("Looks come every few steps and with the last picture, and change no byte of the run",
          "[run]") {
  RecordingObserver none, some;
  RunControl control;
  const RunOutcome without = engine().run(shortRun(0), none, control);
  const RunOutcome with = engine().run(shortRun(2), some, control);
  REQUIRE(with.kind == RunOutcome::Kind::Finished);
  CHECK(with.frame->rgba == without.frame->rgba);
  CHECK(with.lossesByStep.back().back().value == without.lossesByStep.back().back().value);
  for (const StepEvent &event : none.steps) {
    for (const RegionScore &score : event.regions) {
      CHECK_FALSE(score.looksLike.has_value());
    }
  }
  CHECK_FALSE(identityOf(without.regions).has_value());
  for (const StepEvent &event : some.steps) {
    CAPTURE(event.step);
    for (const RegionScore &score : event.regions) {
      CHECK(score.looksLike.has_value() == (event.step == 2 || event.step == 4 || event.step == 5));
      if (score.looksLike) {
        CHECK(score.looksLike->probability > 0);
        CHECK(score.looksLike->probability <= 1);
        CHECK(score.looksLike->own == (score.looksLike->name == score.label));
      }
    }
  }
  REQUIRE(with.regions.size() == 2);
  CHECK(with.regions[1].looksLike->name == some.steps.back().regions[1].looksLike->name);
  CHECK(identityOf(with.regions).has_value());
}

TEST_CASE("A run that is to stop when its boxes are true has to look at them", "[run]") {
  RunRequest request = shortRun(0);
  request.schedule.stopWhenTrue = true;
  CHECK_THROWS_WITH(engine().check(request), Catch::Contains("look_every"));
  request.schedule.lookEvery = 10;
  CHECK(engine().check(request).empty());
  request.objective.method = Method::Masked;
  const auto warnings = engine().check(request);
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], Catch::Contains("masked") && Catch::Contains("relevance"));
}
