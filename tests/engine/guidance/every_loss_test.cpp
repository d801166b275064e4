// The table is the test plan: a new row is tested without a line here.

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>
#include <set>

#include "tests/engine/guidance/synthetic_step.h"

using namespace everyword;

namespace {

using Field = at::Tensor StepInputs::*;

const std::vector<std::pair<std::string, Field>> &differentiableFields() {
  static const std::vector<std::pair<std::string, Field>> fields = {
      {"picture", &StepInputs::picture},
      {"images", &StepInputs::images},
      {"features", &StepInputs::features},
      {"relevance", &StepInputs::relevance},
      {"maskedFeatures", &StepInputs::maskedFeatures},
      {"tokenRelevance", &StepInputs::tokenRelevance},
      {"latentShift", &StepInputs::latentShift},
      {"identity", &StepInputs::identity},
  };
  return fields;
}

/// Every method, corrected and as published.
std::vector<RunRequest> everyKindOfRequest(const RunRequest &base) {
  std::vector<RunRequest> requests;
  for (const Method method :
       {Method::Relevance, Method::Similarity, Method::Masked, Method::SimilarityMasked}) {
    for (const bool asPublished : {false, true}) {
      requests.push_back(base);
      requests.back().objective.method = method;
      requests.back().objective.asPublished = asPublished;
    }
  }
  return requests;
}

at::Tensor centralDifferences(const LossEntry &loss, StepInputs inputs, Field field,
                              const RunRequest &request) {
  const at::NoGradGuard noGrad;
  constexpr double kStep = 1e-6;
  const at::Tensor centre = (inputs.*field).detach().contiguous();
  at::Tensor result = at::zeros_like(centre);
  for (std::int64_t i = 0; i < centre.numel(); ++i) {
    const auto valueAt = [&](double offset) {
      at::Tensor moved = centre.clone();
      moved.view(-1)[i] += offset;
      inputs.*field = moved;
      return loss.evaluate(inputs, request).value.item<double>();
    };
    result.view(-1)[i] = (valueAt(kStep) - valueAt(-kStep)) / (2 * kStep);
  }
  return result;
}

/// Gradients of one loss for all fields; undefined where the loss does not depend on a field.
std::vector<at::Tensor> gradients(const LossEntry &loss, StepInputs inputs,
                                  const RunRequest &request) {
  std::vector<at::Tensor> leaves;
  for (const auto &[name, field] : differentiableFields()) {
    inputs.*field = (inputs.*field).detach().requires_grad_(true);
    leaves.push_back(inputs.*field);
  }
  const at::Tensor value = loss.evaluate(inputs, request).value;
  REQUIRE(value.dim() == 0);
  REQUIRE(value.requires_grad());
  return torch::autograd::grad({value}, leaves, {}, false, false, /*allow_unused=*/true);
}

}  // namespace

TEST_CASE("Every registered loss has a gradient that matches central differences", "[guidance]") {
  const SyntheticStep step;
  for (const LossEntry &entry : lossRegistry()) {
    int uses = 0;
    for (const RunRequest &request : everyKindOfRequest(step.request)) {
      if (!entry.applies(request)) {
        continue;
      }
      ++uses;
      const std::vector<at::Tensor> analytic = gradients(entry, step.inputs, request);
      bool depends = false;
      for (std::size_t i = 0; i < analytic.size(); ++i) {
        const auto &[name, field] = differentiableFields()[i];
        CAPTURE(entry.name, name, toString(request.objective.method),
                request.objective.asPublished);
        const at::Tensor numeric = centralDifferences(entry, step.inputs, field, request);
        const at::Tensor found = analytic[i].defined() ? analytic[i] : at::zeros_like(numeric);
        CHECK(at::allclose(found, numeric, 1e-5, 1e-8));
        depends = depends || numeric.abs().max().item<double>() > 1e-6;
      }
      CAPTURE(entry.name);
      CHECK(depends);
    }
    CAPTURE(entry.name);
    CHECK(uses > 0);
  }
}

TEST_CASE("Every registered loss has a name of its own, a label, and asks for what it reads",
          "[guidance]") {
  const SyntheticStep step;
  std::set<std::string> names;
  for (const LossEntry &entry : lossRegistry()) {
    CHECK(names.insert(entry.name).second);
    CHECK_FALSE(entry.label.empty());
    // What it did not ask for is not there in a run.
    StepInputs inputs = step.inputs;
    if (!(entry.needs & NeedsRegionRelevance)) {
      inputs.relevance = at::Tensor();
    }
    if (!(entry.needs & NeedsMaskedFeatures)) {
      inputs.maskedFeatures = at::Tensor();
    }
    if (!(entry.needs & NeedsWordRelevance)) {
      inputs.tokenRelevance = inputs.wordTokens = at::Tensor();
    }
    if (!(entry.needs & NeedsLatentShift)) {
      inputs.latentShift = at::Tensor();
    }
    if (!(entry.needs & NeedsIdentity)) {
      inputs.identity = inputs.startIdentity = at::Tensor();
    }
    if (!(entry.needs & NeedsStartPicture)) {
      inputs.startPicture = inputs.protectedMask = at::Tensor();
    }
    for (const RunRequest &request : everyKindOfRequest(step.request)) {
      if (entry.applies(request)) {
        CAPTURE(entry.name, toString(request.objective.method));
        CHECK_NOTHROW(entry.evaluate(inputs, request));
      }
    }
  }
}

TEST_CASE("Every registered loss scales with the weight of its region or its own", "[guidance]") {
  const SyntheticStep step;
  for (const LossEntry &entry : lossRegistry()) {
    for (RunRequest request : everyKindOfRequest(step.request)) {
      if (!entry.applies(request)) {
        continue;
      }
      const double once = entry.evaluate(step.inputs, request).value.item<double>();
      for (Region &region : request.objective.regions) {
        region.weight *= 2;
      }
      request.objective.promptWeight *= 2;
      request.objective.smoothness *= 2;
      request.objective.wordLambda *= 2;
      request.objective.latentDistance *= 2;
      request.objective.identity *= 2;
      request.objective.protection *= 2;
      CAPTURE(entry.name, toString(request.objective.method));
      CHECK(entry.evaluate(step.inputs, request).value.item<double>() == Approx(2 * once));
    }
  }
}

TEST_CASE("No loss gives a NaN at its corners", "[guidance]") {
  SyntheticStep step;
  StepInputs &inputs = step.inputs;
  inputs.relevance.zero_();  // nothing rests anywhere
  inputs.tokenRelevance.zero_();
  inputs.masks.select(0, 1).zero_();                           // a copy has lost its boxes
  inputs.features.select(0, 0).copy_(inputs.phrases[0] * 3);   // exactly the phrase
  inputs.features.select(0, 1).copy_(inputs.phrases[1] * -2);  // exactly its opposite
  inputs.features.select(0, 2).zero_();                        // no feature at all
  inputs.maskedFeatures.select(1, 0).copy_(inputs.phrases[0]);
  inputs.picture.fill_(0.5);
  inputs.protectedMask.zero_();  // the painted area is smaller than a pixel
  for (const LossEntry &entry : lossRegistry()) {
    for (const RunRequest &request : everyKindOfRequest(step.request)) {
      if (!entry.applies(request)) {
        continue;
      }
      CAPTURE(entry.name, toString(request.objective.method));
      CHECK(at::isfinite(entry.evaluate(inputs, request).value).item<bool>());
      for (const at::Tensor &gradient : gradients(entry, inputs, request)) {
        if (gradient.defined()) {
          CHECK(at::isfinite(gradient).all().item<bool>());
          CHECK(gradient.abs().max().item<double>() < 1e4);
        }
      }
    }
  }
}
