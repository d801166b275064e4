// What the rows of the table add up to, per method.

#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <set>

#include "engine/guidance/overlap.h"
#include "engine/guidance/spherical_distance.h"
#include "tests/engine/guidance/synthetic_step.h"

using namespace everyword;

namespace {

double objective(const SyntheticStep &step) {
  double sum = 0;
  for (const LossEntry &entry : lossRegistry()) {
    if (entry.applies(step.request)) {
      sum += entry.evaluate(step.inputs, step.request).value.item<double>();
    }
  }
  return sum;
}

std::set<std::string> termsOf(const RunRequest &request) {
  std::set<std::string> names;
  for (const LossEntry &entry : lossRegistry()) {
    if (entry.applies(request)) {
      names.insert(entry.name);
    }
  }
  return names;
}

}  // namespace

TEST_CASE(
    "As published, each phrase has one mean over plain and masked distances, less its overlap",
    "[guidance]") {
  SyntheticStep step;
  step.request.objective.asPublished = true;
  step.request.objective.prompt.clear();
  step.request.objective.smoothness = step.request.objective.latentDistance =
      step.request.objective.identity = 0;
  step.request.objective.words.clear();
  step.request.objective.protectedArea = {};
  step.inputs.prompt = at::Tensor();
  const StepInputs &in = step.inputs;
  const at::Tensor soft = softMask(in.relevance, 12, step.request.objective.threshold,
                                   step.request.objective.temperature);
  const at::Tensor plain = sphericalDistances(in.features, in.phrases);
  const at::Tensor masked = sphericalDistance(in.maskedFeatures, in.phrases.unsqueeze(0));
  const at::Tensor dice = dicePublished(soft, in.masks).mean(0);
  const at::Tensor distance = at::cat({plain, masked}).mean(0);
  const double first = (distance[0] - 0.15 / 0.5 * dice[0]).item<double>();
  const double second = (distance[1] - 0.7 * dice[1]).item<double>();
  CHECK(objective(step) == Approx(1.5 * first + 0.5 * second));
}

TEST_CASE("Each method is its own sum of terms", "[guidance]") {
  SyntheticStep step;
  RunRequest &request = step.request;
  request.objective.prompt.clear();
  request.objective.smoothness = request.objective.latentDistance = request.objective.identity = 0;
  request.objective.words.clear();
  request.objective.protectedArea = {};
  using Terms = std::set<std::string>;
  CHECK(termsOf(request) == Terms{"similarity", "region_overlap"});
  request.objective.asPublished = true;
  CHECK(termsOf(request) == Terms{"similarity", "region_overlap", "masked"});
  request.objective.asPublished = false;
  request.objective.method = Method::Similarity;
  CHECK(termsOf(request) == Terms{"similarity"});
  request.objective.method = Method::Masked;
  CHECK(termsOf(request) == Terms{"masked"});
  request.objective.method = Method::SimilarityMasked;
  CHECK(termsOf(request) == Terms{"similarity", "masked"});
  request.objective.smoothness = 1;
  CHECK(termsOf(request) == Terms{"similarity", "masked", "smoothness"});
  request.objective.prompt = "a dog";
  request.objective.words = {"dog"};
  CHECK(termsOf(request) == Terms{"similarity", "masked", "smoothness", "word_relevance"});
  request.objective.wordLambda = 0;
  CHECK(termsOf(request).count("word_relevance") == 0);
}

TEST_CASE("The prompt counts with every method, and alone when there are no regions",
          "[guidance]") {
  SyntheticStep step;
  RunRequest &request = step.request;
  request.objective.smoothness = request.objective.latentDistance = request.objective.identity = 0;
  request.objective.words.clear();
  request.objective.protectedArea = {};
  const double prompt =
      sphericalDistances(step.inputs.features, step.inputs.prompt).mean().item<double>();
  request.objective.promptWeight = 0;
  request.objective.method = Method::Masked;
  const double without = objective(step);
  request.objective.promptWeight = 2;
  CHECK(objective(step) == Approx(without + 2 * prompt));

  request.objective.regions.clear();
  step.inputs.phrases = step.inputs.phrases.narrow(0, 0, 0);
  for (const Method method :
       {Method::Relevance, Method::Similarity, Method::Masked, Method::SimilarityMasked}) {
    request.objective.method = method;
    CHECK(objective(step) == Approx(2 * prompt));
  }
}

TEST_CASE("A chosen word counts by its strongest token's share, as published by the mean of tokens",
          "[guidance]") {
  SyntheticStep step;
  step.request.objective = Objective();
  step.request.objective.prompt = "a dog and a cat";
  step.request.objective.words = {"dog", "a cat"};
  step.request.objective.wordLambda = 2;
  const at::Tensor share =
      step.inputs.tokenRelevance / step.inputs.tokenRelevance.sum(-1, /*keepdim=*/true);
  const LossEntry *loss = nullptr;
  for (const LossEntry &entry : lossRegistry()) {
    loss = entry.name == "word_relevance" ? &entry : loss;
  }
  REQUIRE(loss != nullptr);
  const at::Tensor dog = share.select(1, 1), cat = share.narrow(1, 4, 2);
  CHECK(loss->evaluate(step.inputs, step.request).value.item<double>() ==
        Approx(-2 * (dog + cat.amax(-1)).mean().item<double>() / 2));
  step.request.objective.asPublished = true;
  CHECK(loss->evaluate(step.inputs, step.request).value.item<double>() ==
        Approx(-2 * (dog + cat.sum(-1)).mean().item<double>() / 3));
}
