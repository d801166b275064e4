// The ways to compute a step: in full, with blocks computed again, in reduced precision.
#include "engine/run/guided_step.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/run/adam.h"
#include "tests/engine/run/tiny_step.h"

using namespace everyword;
using namespace everyword::testing;

namespace {

StepResult stepAt(const std::vector<at::Tensor> &latent, const StepTarget &target, Rng &rng) {
  return guidedStep(latent, target, tinyModels(), space(), rng).value();
}

StepResult stepWith(const StepPlan &plan, bool asPublished = false) {
  StepTarget target = tinyTarget(asPublished);
  target.plan = plan;
  Rng rng(9);
  return stepAt(startLatent(), target, rng);
}

double cosine(const at::Tensor &a, const at::Tensor &b) {
  return ((a * b).sum() / (a.norm() * b.norm())).item<double>();
}

}  // namespace

TEST_CASE(
    "A step with activation checkpointing has the loss and gradient of one without, to the bit",
    "[run]") {
  for (const bool asPublished : {false, true}) {
    const StepResult plain = stepWith({}, asPublished);
    CHECK(plain.finite);
    for (const StepPlan plan :
         {StepPlan{Precision::Fp32, true, false}, StepPlan{Precision::Fp32, false, true},
          StepPlan{Precision::Fp32, true, true}}) {
      const StepResult checkpointed = stepWith(plan, asPublished);
      CHECK(at::equal(checkpointed.gradients[0], plain.gradients[0]));
      CHECK(at::equal(checkpointed.picture, plain.picture));
      CHECK(checkpointed.terms.back().value == plain.terms.back().value);
    }
  }
}

TEST_CASE("A step in bfloat16 looks the same way", "[run]") {
  const StepResult plain = stepWith({});
  for (const bool checkpointed : {false, true}) {
    const StepResult reduced = stepWith({Precision::Bf16, checkpointed, checkpointed});
    CHECK(reduced.finite);
    CHECK(reduced.picture.scalar_type() == at::kFloat);
    CHECK(reduced.gradients[0].scalar_type() == at::kFloat);
    CHECK(cosine(reduced.gradients[0], plain.gradients[0]) > 0.98);
    CHECK_FALSE(at::equal(reduced.gradients[0], plain.gradients[0]));  // it really is reduced
    CHECK((reduced.picture - plain.picture).abs().mean().item<double>() < 0.01);
    CHECK(reduced.terms.back().value == Approx(plain.terms.back().value).epsilon(0.02));
  }
}

TEST_CASE("bfloat16 of one part leaves the other in float32", "[run]") {
  const StepResult plain = stepWith({});
  const StepResult encoder = stepWith({Precision::Bf16Encoder, false, false});
  CHECK(at::equal(encoder.picture, plain.picture));
  CHECK_FALSE(at::equal(encoder.gradients[0], plain.gradients[0]));
  const StepResult generator = stepWith({Precision::Bf16Generator, false, false});
  CHECK_FALSE(at::equal(generator.picture, plain.picture));
}

TEST_CASE("Along a run in float32, bfloat16 would go the same way at every step", "[run]") {
  StepTarget plain = tinyTarget(), reduced = tinyTarget();
  reduced.plan.precision = Precision::Bf16;
  std::vector<at::Tensor> latent = startLatent();
  Adam adam = Adam::startFor(latent);
  constexpr std::uint64_t kSteps = 12;
  double mean = 0;
  for (std::uint64_t i = 0; i < kSteps; ++i) {
    Rng same(i), again(i);
    const StepResult step = stepAt(latent, plain, same);
    const StepResult other = stepAt(latent, reduced, again);
    const double alike = cosine(step.gradients[0], other.gradients[0]);
    CHECK(alike > 0.6);  // one cut at the edge of a mask or of the colours may fall the other way
    mean += alike / kSteps;
    CHECK(other.terms.back().value == Approx(step.terms.back().value).epsilon(0.02));
    adam.update(latent, step.gradients, 0.1);
    space().constrain(latent);
  }
  CHECK(mean > 0.95);
}

TEST_CASE("The plan keeps everything where memory suffices and checkpoints the larger part first",
          "[run]") {
  const LoadedModels models = tinyModels();
  const StepPlan unknown = planStep(models, 3, 16, 16, 0),
                 roomy = planStep(models, 3, 16, 16, 1 << 30);
  for (const StepPlan &plan : {unknown, roomy}) {
    CHECK_FALSE(plan.checkpointDecode);
    CHECK_FALSE(plan.checkpointEncode);
  }
  const StepPlan tight = planStep(models, 3, 16, 16, 1);
  CHECK(tight.checkpointDecode);
  CHECK(tight.checkpointEncode);
  CHECK(tight.missingBytes > 0);
  CHECK(planStep(models, 3, 16, 16, -5).missingBytes > tight.missingBytes);
  CHECK(roomy.missingBytes == 0);
  bool foundBetween = false;
  for (std::int64_t bytes = 1; bytes < (1 << 26); bytes *= 2) {
    const StepPlan plan = planStep(models, 64, 16, 16, bytes);
    foundBetween |= plan.checkpointEncode && !plan.checkpointDecode;
    CHECK_FALSE((plan.checkpointDecode && !plan.checkpointEncode));  // 64 cutouts weigh more
  }
  CHECK(foundBetween);
}

TEST_CASE("Every phase of a step is reported when it is done, the backward pass in two parts",
          "[run]") {
  Rng rng(9);
  std::vector<std::string> names;
  guidedStep(startLatent(), tinyTarget(), tinyModels(), space(), rng, [&](const char *phase) {
    names.emplace_back(phase);
    return true;
  });
  CHECK(names == std::vector<std::string>{"decode", "cutouts", "encode", "relevance", "losses",
                                          "backward through CLIP",
                                          "backward through the generator"});
}

TEST_CASE("A step can be ended after any of its phases, and says so by its value", "[run]") {
  for (const std::string last : {"decode", "cutouts", "encode", "relevance", "losses",
                                 "backward through CLIP", "backward through the generator"}) {
    Rng rng(9);
    std::string latest;
    const auto step = guidedStep(startLatent(), tinyTarget(), tinyModels(), space(), rng,
                                 [&](const char *phase) { return (latest = phase) != last; });
    CHECK_FALSE(step.has_value());
    CHECK(latest == last);
  }
}
