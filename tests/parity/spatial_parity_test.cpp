// Spatially conditioned generation against the reference implementation: every term of one step,
// then several steps.

#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/augment/published_resize.h"
#include "engine/guidance/overlap.h"
#include "engine/guidance/region_terms.h"
#include "engine/guidance/spherical_distance.h"
#include "engine/run/adam.h"
#include "engine/run/guided_step.h"
#include "tests/parity/spatial_step.h"

using namespace everyword;

namespace {

at::Tensor gradientAt(const at::Tensor &value, const at::Tensor &latent, bool keepGraph = false) {
  return torch::autograd::grad({value}, {latent}, {}, keepGraph)[0];
}

LoadedModels modelsOf(const SpatialStep &step) {
  LoadedModels models;
  models.clip = step.clipPointer();
  models.byRole["vqgan"] = step.vqganPointer();
  return models;
}

at::Tensor startOf(const SpatialStep &step) { return step.start().requires_grad_(true); }

/// Codes that the reference itself chooses otherwise in float64 lead to another picture: then only
/// float32 can be held to its numbers.
std::vector<c10::ScalarType> typesFor(const Fixture &golden) {
  const auto shares =
      golden.json().value("share_of_codes_that_differ_in_float64", nlohmann::json::object());
  for (const auto &[name, share] : shares.items()) {
    if (share != 0) {
      return {at::kFloat};
    }
  }
  return {kFloatTypes.begin(), kFloatTypes.end()};
}

void checkTheWayToTheCopies(const SpatialStep &step) {
  const Fixture &golden = step.golden();
  const at::NoGradGuard noGrad;
  const at::Tensor picture = step.vqgan().synth(step.start());
  const Cutouts view = step.view(picture);
  CHECK(golden.compare("indices", step.vqgan().codeIndices(step.start())));
  CHECK(golden.compare("image", picture));
  CHECK(golden.compare("resized", publishedResize(picture)));
  CHECK(golden.compare("cutouts", view.images));
  CHECK(golden.compare("masks", view.masks[0].to(at::kByte)));
}

void checkTheTerms(const SpatialStep &step) {
  const Fixture &golden = step.golden();
  const at::NoGradGuard noGrad;
  const StepInputs inputs = step.inputsAt(step.start());
  const RunRequest &request = step.request;
  CHECK(golden.compare("area_ratio", inputs.areaShare));
  CHECK(golden.compare("lambdas", regionLambdas(request, inputs.areaShare)));
  CHECK(golden.compare("relevance", inputs.relevance.flatten(2).transpose(0, 1)));

  const at::Tensor soft = softMask(inputs.relevance, inputs.masks.size(-1),
                                   request.objective.threshold, request.objective.temperature);
  for (const std::string &name : golden.names("out.pred_mask_prompt")) {
    CHECK(golden.compare(name, soft.narrow(1, numberBehind("prompt", name), 1)));
  }
  CHECK(golden.compare("dice", dicePublished(soft, inputs.masks).t()));
  CHECK(golden.compare("dice_paper", dicePaper(soft, inputs.masks).t()));

  const at::Tensor plain = sphericalDistances(inputs.features, inputs.phrases);
  const at::Tensor masked = sphericalDistance(inputs.maskedFeatures, inputs.phrases.unsqueeze(0));
  CHECK(golden.compare("distance", at::cat({plain, masked}).t()));

  CHECK(golden.compare("loss_per_prompt", objectiveOfEach(inputs, request)));
  CHECK(golden.compare("loss", objective(inputs, request)));
}

/// The published loop: Adam, then each channel clamped to the range of the codebook.
void checkTheSteps(const SpatialStep &step) {
  const Fixture &golden = step.golden();
  const auto space = makeLatentSpace("vqgan_codes", modelsOf(step));
  std::vector<at::Tensor> latents = {startOf(step)};
  at::Tensor &latent = latents[0];
  Adam adam = Adam::startFor(latents);
  std::vector<at::Tensor> losses, lossesPerPrompt, gradientNorms;
  for (int i = 0; i < golden.json()["steps"].get<int>(); ++i) {
    const StepInputs inputs = step.inputsAt(latent);
    const at::Tensor loss = objective(inputs, step.request);
    losses.push_back(loss.detach());
    lossesPerPrompt.push_back(objectiveOfEach(inputs, step.request).detach());
    const at::Tensor gradient = gradientAt(loss, latent);
    gradientNorms.push_back(gradient.norm());
    adam.update(latents, {gradient}, golden.json()["adam"]["lr"].get<double>());
    latent = latent.detach();
    space->constrain(latents);
    latent.requires_grad_(true);
    if (i == 0) {
      CHECK(golden.compare("grad_z", gradient, kReluKinks));
      CHECK(golden.compare("z_after_1", latent.detach()));
    }
  }
  CHECK(golden.compare("loss_history", at::stack(losses)));
  CHECK(golden.compare("loss_per_prompt_history", at::stack(lossesPerPrompt)));
  CHECK(golden.compare("grad_norm_history", at::stack(gradientNorms)));
  CHECK(golden.compare("z_final", latent.detach()));
  CHECK(golden.compare("indices_final", step.vqgan().codeIndices(latent.detach())));
}

void checkTheRunsOwnStep(const SpatialStep &step) {
  StepTarget target;
  target.request = step.request;
  target.request.cutouts.affineProbability = target.request.cutouts.perspectiveProbability = 0;
  target.request.cutouts.colourProbability = target.request.cutouts.erasingProbability =
      target.request.cutouts.noise = 0;
  target.regions = step.request.objective.regions;
  target.masks = step.masks;
  target.areaShare = step.areaShare;
  target.phrases = step.phrases;
  chooseTerms(target);
  const LoadedModels models = modelsOf(step);
  Rng rng(0);
  const at::Tensor latent = startOf(step);
  const StepResult result =
      guidedStep({latent}, target, models, *makeLatentSpace("vqgan_codes", models), rng).value();
  CHECK(step.golden().compare("loss", at::scalar_tensor(result.terms.back().value)));
  CHECK(step.golden().compare("grad_z", result.gradients[0], kReluKinks));
}

void checkThePaper(const SpatialStep &step) {
  const Fixture &golden = step.golden();
  const at::Tensor latent = startOf(step);
  const at::Tensor picture = step.vqgan().synth(latent);
  const Cutouts view = step.view(picture);
  const StepInputs inputs = step.inputs(picture, view);

  const at::Tensor full = at::matmul(l2Normalize(inputs.features), step.phrases.t())[0];  // [P]
  CHECK(golden.compare("paper.cosine_full", full.detach()));
  const at::Tensor own = (l2Normalize(inputs.maskedFeatures[0]) * step.phrases).sum(-1);
  CHECK(golden.compare("paper.cosine_masked_after_normalisation", own.detach()));

  // Here the outside of a box is black: covered before the normalisation.
  const at::Tensor covered =
      normaliseForClip(view.images * view.masks[0].unsqueeze(1));  // [boxes,3,S,S]
  const at::Tensor pairs =
      at::matmul(step.phrases, l2Normalize(step.clip().encodeImage(covered)).t());  // [phrase, box]
  CHECK(golden.compare("paper.cosine_masked", pairs.detach()));

  const at::Tensor similarity = -full.sum();
  const at::Tensor allPairs = -pairs.sum();
  const at::Tensor ownBox = -pairs.diagonal().sum();
  const at::Tensor soft =
      softMask(inputs.relevance, view.masks.size(-1), step.request.objective.threshold,
               step.request.objective.temperature);
  const at::Tensor lambdas = regionLambdas(step.request, step.areaShare);
  const at::Tensor ours = similarity - (lambdas * dicePaper(soft, view.masks)[0]).sum();
  CHECK(golden.compare("paper.loss_similarity", similarity.detach()));
  CHECK(golden.compare("paper.loss_masked_all_pairs", allPairs.detach()));
  CHECK(golden.compare("paper.loss_masked_own_box", ownBox.detach()));
  CHECK(golden.compare("paper.loss_similarity_plus_masked_all_pairs",
                       (similarity + allPairs).detach()));
  CHECK(golden.compare("paper.loss_ours", ours.detach()));

  CHECK(golden.compare("paper.grad_z_masked_all_pairs", gradientAt(allPairs, latent, true),
                       kReluKinks));
  CHECK(
      golden.compare("paper.grad_z_masked_own_box", gradientAt(ownBox, latent, true), kReluKinks));
  CHECK(golden.compare("paper.grad_z_similarity_plus_masked",
                       gradientAt(similarity + allPairs, latent, true), kReluKinks));
  CHECK(golden.compare("paper.grad_z_ours", gradientAt(ours, latent), kReluKinks));
}

}  // namespace

TEST_CASE(
    "Every term of a published step and several steps agree, with a given augmentation and "
    "without",
    "[parity][spatial]") {
  for (const Fixture &golden : fixturesNamed("spatial")) {
    for (const c10::ScalarType type : typesFor(golden)) {
      INFO(golden.name() << " in " << type);
      const SpatialStep step(golden, type);
      checkTheWayToTheCopies(step);
      checkTheTerms(step);
      checkTheSteps(step);
    }
  }
}

TEST_CASE("The run's own step has the published loss and gradient", "[parity][spatial]") {
  for (const Fixture &golden : fixturesNamed("spatial")) {
    for (const c10::ScalarType type : typesFor(golden)) {
      INFO(golden.name() << " in " << type);
      const SpatialStep step(golden, type);
      if (step.isPlain()) {
        checkTheRunsOwnStep(step);
      }
    }
  }
}

TEST_CASE("The objective and the baselines as the paper prints them agree", "[parity][spatial]") {
  for (const Fixture &golden : fixturesNamed("spatial")) {
    for (const c10::ScalarType type : typesFor(golden)) {
      INFO(golden.name() << " in " << type);
      if (golden.has("out.paper.loss_ours")) {
        checkThePaper(SpatialStep(golden, type));
      }
    }
  }
}
