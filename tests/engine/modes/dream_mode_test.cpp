// Free generation through the facade and the loop: a tiny BigGAN follows a prompt, and the pack's
// own generators do where there is none.
#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/engine.h"
#include "engine/api/model_store.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "tests/engine/biggan/random_biggan.h"
#include "tests/support/recording_observer.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;

namespace {

const std::string kResources = EVERYWORD_SOURCE_DIR "/resources";

Engine &engine() {
  static const std::unique_ptr<Engine> instance = makeEngine(kResources);
  return *instance;
}

/// A file with random weights.
std::string tinyBigGan(const testing::TemporaryFolder &folder) {
  at::manual_seed(3);
  const std::string path = folder.file("tiny.safetensors");
  writeSafetensors(path, TinyBigGan().tensors);
  return path;
}

RunRequest dreamOf(const std::string &bigGan, int steps) {
  RunRequest request;
  request.mode = "dream";
  request.models.setPath("biggan", bigGan);
  request.objective.prompt = "a red apple";
  request = engine().recommended(request);
  request.start.kind = Start::Noise;
  request.schedule.steps = steps;
  request.cutouts.count = 4;
  request.seed = 7;
  request.machine.precision = Precision::Fp32;
  request.machine.previewIntervalMs = 0;
  return request;
}

RunOutcome runOnce(const RunRequest &request) {
  RecordingObserver observer;
  RunControl control;
  return engine().run(request, observer, control);
}

double meanLoss(const RunOutcome &outcome, std::size_t first, std::size_t count) {
  double sum = 0;
  for (std::size_t i = first; i < first + count; ++i) {
    sum += outcome.lossesByStep.at(i).back().value / static_cast<double>(count);
  }
  return sum;
}

}  // namespace

TEST_CASE("A BigGAN's latent moves towards the prompt", "[modes]") {
  const testing::TemporaryFolder folder;
  RunRequest request = dreamOf(tinyBigGan(folder), 60);
  request.schedule.learningRate = 0.05;
  const RunOutcome outcome = runOnce(request);
  REQUIRE(outcome.kind == RunOutcome::Kind::Finished);
  CHECK(meanLoss(outcome, 50, 10) < meanLoss(outcome, 0, 10));
  const auto side = static_cast<int>(TinyBigGan::configuration().resolution);
  CHECK(outcome.frame->width == side);
  CHECK(outcome.frame->height == side);
}

TEST_CASE("The same dream makes the same bytes, another seed makes others", "[modes]") {
  const testing::TemporaryFolder folder;
  RunRequest request = dreamOf(tinyBigGan(folder), 4);
  const RunOutcome one = runOnce(request), two = runOnce(request);
  CHECK(one.frame->rgba == two.frame->rgba);
  CHECK(one.lossesByStep.back().back().value == two.lossesByStep.back().back().value);
  request.seed = 8;
  CHECK(runOnce(request).frame->rgba != one.frame->rgba);
}

TEST_CASE("A resumed dream makes the bytes of an uninterrupted one, also after FuseDream's search",
          "[modes]") {
  const bool searched = GENERATE(false, true);
  const testing::TemporaryFolder folder;
  RunRequest request = dreamOf(tinyBigGan(folder), 4);
  CHECK(request.cutouts.kind == CutoutKind::DiffAugment);
  if (searched) {
    request.start.kind = Start::Search;
    request.start.searchStarts = 6;
    request.start.searchKept = 3;
  }
  const RunOutcome whole = runOnce(request);
  CHECK(whole.latent->space == (searched ? "biggan_basis" : "biggan_z"));
  CHECK(whole.latent->parts.front().shape.front() == (searched ? 3 : 1));
  RecordingObserver half, rest;
  RunControl control, again;
  half.atStep = [&](const StepEvent &event) {
    if (event.step == 2) {
      control.checkpointTo(folder.file("dream.run"));
      control.stop();
    }
  };
  REQUIRE(engine().run(request, half, control).kind == RunOutcome::Kind::Stopped);
  CHECK(engine().resume(folder.file("dream.run"), rest, again).frame->rgba == whole.frame->rgba);
}

TEST_CASE("Boxes, words and bfloat16 work in a dream as they do elsewhere", "[modes]") {
  const testing::TemporaryFolder folder;
  RunRequest request = dreamOf(tinyBigGan(folder), 2);
  request.objective.regions = {{1, "red apple", {0.1, 0.1, 0.5, 0.5}, 1.0, {}, true}};
  request.objective.words = {"apple"};
  request.machine.precision = Precision::Bf16;
  const RunOutcome outcome = runOnce(request);
  CAPTURE(outcome.error);
  REQUIRE(outcome.kind == RunOutcome::Kind::Finished);
  CHECK(outcome.regions.size() == 1);
  CHECK(outcome.lossesByStep.back().size() == 4);  // similarity, overlap, words, total
}

TEST_CASE("A dream from a picture or without a prompt is refused before it starts", "[modes]") {
  const testing::TemporaryFolder folder;
  RunRequest request = dreamOf(tinyBigGan(folder), 2);
  request.start.kind = Start::Plain;
  CHECK_THROWS_AS(engine().check(request), InputError);
  request = dreamOf(tinyBigGan(folder), 2);
  request.objective.prompt.clear();
  CHECK_THROWS_AS(engine().check(request), InputError);
}

TEST_CASE("A dream takes the generator that there is: the pack's VQGAN, a StyleGAN2, a BigGAN",
          "[modes]") {
  const testing::TemporaryFolder folder;
  RunRequest request = dreamOf("", 1);
  request.start.width = request.start.height = 64;
  CHECK(runOnce(request).latent->space == "vqgan_codes");
  request.start.latentSpace = "stylegan2_w_plus";
  CHECK(runOnce(request).latent->space == "stylegan2_w_plus");
  request = dreamOf(tinyBigGan(folder), 1);
  CHECK(runOnce(request).latent->space == "biggan_z");
}

TEST_CASE("A dream of words that the pack has never seen warns and runs", "[modes]") {
  RunRequest request = dreamOf("", 1);
  request.objective.prompt = "a blueberry muffin";
  request.start.width = request.start.height = 64;
  const std::vector<std::string> warnings = engine().check(request);
  REQUIRE_FALSE(warnings.empty());
  CHECK_THAT(warnings.front(), Catch::Contains("blueberry"));
  CHECK(runOnce(request).kind == RunOutcome::Kind::Finished);
}

TEST_CASE("Nobody having chosen words, those that the prompt names are pushed up when neglected",
          "[modes]") {
  RunRequest request = dreamOf("", 6);
  request.start.width = request.start.height = 64;
  request.objective.prompt = "a red apple and a palm tree";
  request.objective.neglectedBelow = 1;  // some word is always below the mean
  const auto termOf = [](const RunOutcome &outcome, const std::string &name) {
    double sum = 0;
    for (const auto &terms : outcome.lossesByStep) {
      for (const LossTerm &term : terms) {
        sum += term.name == name ? term.value : 0;
      }
    }
    return sum;
  };
  const RunOutcome all = runOnce(request);
  CHECK(termOf(all, "word_relevance") < 0);
  CHECK(all.request.objective.words.empty());  // the recipe says what the request said
  request.objective.words = {"red", "apple", "palm tree"};
  CHECK(runOnce(request).frame->rgba == all.frame->rgba);
  request.objective.words.clear();
  request.objective.neglectedBelow = 0;
  CHECK(termOf(runOnce(request), "word_relevance") == 0);
}

TEST_CASE("The memory of a dream is that of its own models", "[modes]") {
  const testing::TemporaryFolder folder;
  const auto store = makeModelStore(kResources, folder.file("models"));
  RunRequest layout;
  layout.objective.prompt = "a red apple";
  const RunRequest dream = dreamOf(tinyBigGan(folder), 2);
  CHECK(store->estimateMemory(dream).weights < store->estimateMemory(layout).weights);
  CHECK(store->estimateMemory(dream).weights > 0);
  // What CLIP keeps of the cutouts is the same: the rest is the generator's.
  RunRequest cutoutsOnly = dream;
  cutoutsOnly.cutouts.count = 2 * dream.cutouts.count;
  const auto twice = store->estimateMemory(cutoutsOnly).step,
             once = store->estimateMemory(dream).step;
  CHECK(once > twice - once);
}
