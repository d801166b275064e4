#include "engine/guidance/neglected_words.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/guidance/losses.h"
#include "tests/engine/guidance/synthetic_step.h"

using namespace everyword;

namespace {

/// One cutout: start, four words of a token each, end.
SyntheticStep fourWords(std::initializer_list<double> relevance) {
  SyntheticStep step;
  std::vector<double> row = {0};
  row.insert(row.end(), relevance.begin(), relevance.end());
  row.push_back(0);
  step.inputs.tokenRelevance = at::tensor(row, at::kDouble).unsqueeze(0).requires_grad_();
  step.inputs.wordTokens = at::eye(4, at::kDouble);
  step.inputs.wordTokens = at::constant_pad_nd(step.inputs.wordTokens, {1, 1});
  step.request.objective.wordLambda = 0.5;
  step.request.objective.neglectedBelow = 0.7;
  return step;
}

double valueOf(const SyntheticStep &step) {
  return wordRelevance(step.inputs, step.request).value.item<double>();
}

}  // namespace

TEST_CASE("Only words below the share of the mean are pushed, the largest being 1", "[guidance]") {
  // Relative 0.25, 1, 0.5, 0.75: their mean is 0.625, seven tenths of it 0.4375.
  const SyntheticStep step = fourWords({1, 4, 2, 3});
  CHECK(valueOf(step) == Approx(-0.5 * 0.25));
  const auto value = wordRelevance(step.inputs, step.request).value;
  const auto gradient = torch::autograd::grad({value}, {step.inputs.tokenRelevance})[0][0];
  CHECK(gradient[1].item<double>() < 0);  // more of it is less loss
  CHECK(gradient[2].item<double>() > 0);  // it is measured against the largest
  CHECK(gradient[3].item<double>() == 0);
  CHECK(gradient[4].item<double>() == 0);
}

TEST_CASE("As published a word is neglected below the share of the largest", "[guidance]") {
  SyntheticStep step = fourWords({1, 4, 2, 3});
  step.request.objective.asPublished = true;
  CHECK(valueOf(step) == Approx(-0.5 * (0.25 + 0.5) / 2));
}

TEST_CASE("A word that is insisted on alone is measured against the others that the prompt names",
          "[guidance]") {
  SyntheticStep step = fourWords({1, 4, 2, 3});
  step.inputs.comparedTokens = step.inputs.wordTokens;
  step.inputs.wordTokens = step.inputs.wordTokens.narrow(0, 2, 1);
  CHECK(valueOf(step) == 0);  // 0.5 is not below 0.4375
  step.request.objective.neglectedBelow = 0.9;
  CHECK(valueOf(step) == Approx(-0.5 * 0.5));
}

TEST_CASE("Where no word falls behind the term is nothing, and moves nothing", "[guidance]") {
  const SyntheticStep step = fourWords({3, 4, 3, 4});
  const auto value = wordRelevance(step.inputs, step.request).value;
  CHECK(value.item<double>() == 0);
  const auto gradient = torch::autograd::grad({value}, {step.inputs.tokenRelevance})[0];
  CHECK(gradient.eq(0).all().item<bool>());
}
