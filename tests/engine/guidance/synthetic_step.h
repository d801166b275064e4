#pragma once

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include "engine/guidance/guidance_loss.h"

namespace everyword {

/// Two regions, all in double precision, random but seeded: 3 copies, 2 phrases, 5 features, 4x4
/// patches, 12 pixels, 7 tokens.
struct SyntheticStep {
  RunRequest request;
  StepInputs inputs;

  SyntheticStep() {
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(11);
    const auto normal = [&](at::IntArrayRef shape) {
      return at::randn(shape, generator, at::kDouble);
    };
    request.objective.prompt = "a dog and a cat";
    request.objective.regions.resize(2);
    request.objective.regions[0] = {1, "dog", {0.0, 0.0, 0.5, 0.5}, 1.5, {}, true};
    request.objective.regions[1] = {2, "cat", {0.5, 0.25, 0.5, 0.5}, 0.5, 0.7, true};
    request.objective.smoothness = 0.3;
    request.objective.words = {"dog", "a cat"};
    request.objective.wordLambda = 0.8;

    inputs.picture = normal({1, 3, 6, 5}).sigmoid();
    inputs.images = normal({3, 3, 12, 12});
    inputs.features = normal({3, 5});
    inputs.relevance = normal({3, 2, 4, 4}).abs();
    inputs.masks = at::zeros({3, 2, 12, 12}, at::kDouble);
    inputs.masks.select(1, 0).narrow(1, 0, 6).narrow(2, 1, 6).fill_(1);
    inputs.masks.select(1, 1).narrow(1, 3, 6).narrow(2, 6, 6).fill_(1);
    inputs.maskedFeatures = normal({3, 2, 5});
    const at::Tensor phrases = normal({2, 5}), prompt = normal({1, 5});
    inputs.phrases = phrases / phrases.norm(2, {1}, true);
    inputs.prompt = prompt / prompt.norm(2, {1}, true);
    // Five tokens between start and end, the first and the last two of them chosen.
    inputs.tokenRelevance = normal({3, 7}).abs();
    inputs.tokenRelevance.select(1, 0).zero_();
    inputs.tokenRelevance.select(1, 6).zero_();
    inputs.wordTokens = at::zeros({2, 7}, at::kDouble);
    inputs.wordTokens[0][1] = 1;
    inputs.wordTokens[1].narrow(0, 4, 2).fill_(1);
    request.objective.latentDistance = 0.2;
    inputs.latentShift = normal({11});
    request.objective.identity = 0.4;
    inputs.identity = normal({1, 4});
    inputs.startIdentity = normal({1, 4});
    request.objective.protectedArea.paint(0.5, 0.5, 0.3);
    request.objective.protection = 0.7;
    inputs.startPicture = normal({1, 3, 6, 5}).sigmoid();
    inputs.protectedMask = normal({1, 1, 6, 5}).sigmoid();
    inputs.areaShare = at::tensor({0.25, 0.25}, at::kDouble);
  }
};

}  // namespace everyword
