#include "engine/guidance/overlap.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/api/errors.h"
#include "engine/guidance/region_terms.h"
#include "tests/engine/guidance/synthetic_step.h"

using namespace everyword;

namespace {

/// Rows 0..1 of a 4x4 mask.
at::Tensor upperHalf() {
  at::Tensor mask = at::zeros({1, 1, 4, 4}, at::kDouble);
  mask.narrow(2, 0, 2).fill_(1);
  return mask;
}

}  // namespace

TEST_CASE("Dice of known masks", "[guidance]") {
  const at::Tensor mask = upperHalf();
  at::Tensor quarter = at::zeros_like(mask);
  quarter.narrow(2, 0, 1).fill_(1);  // half of the box, nothing outside
  at::Tensor shifted = at::zeros_like(mask);
  shifted.narrow(2, 1, 2).fill_(1);  // half inside, half outside

  CHECK(dicePaper(mask, mask).item<double>() == Approx(1));
  CHECK(dicePaper(1 - mask, mask).item<double>() == Approx(0));
  CHECK(dicePaper(quarter, mask).item<double>() == Approx(2.0 * 4 / (4 + 8)));
  CHECK(dicePaper(shifted, mask).item<double>() == Approx(0.5));

  INFO("the published one does not see what the map misses");
  CHECK(dicePublished(quarter, mask).item<double>() == Approx(1));
  CHECK(dicePublished(shifted, mask).item<double>() == Approx(8.0 / (8 + 4)));
  CHECK(dicePublished(1 - mask, mask).item<double>() == Approx(0));
}

TEST_CASE("The soft mask is the bicubic map over its maximum, through the sigmoid", "[guidance]") {
  const at::Tensor relevance = at::rand({2, 3, 7, 7}, at::kDouble) * 1e-4;
  const at::Tensor enlarged = at::upsample_bicubic2d(relevance, {56, 56}, false);
  const at::Tensor expected = at::sigmoid((enlarged / enlarged.amax({-2, -1}, true) - 0.1) * 20);
  CHECK(at::allclose(softMask(relevance, 56, 0.1, 20), expected, 1e-9, 1e-9));
  INFO("only the shape of the map counts, not its strength");
  CHECK(at::allclose(softMask(relevance * 1e-6, 56, 0.1, 20), expected, 1e-9, 1e-9));
}

TEST_CASE("A map of zeros is a plain soft mask", "[guidance]") {
  const at::Tensor soft = softMask(at::zeros({1, 1, 7, 7}), 14, 0.1, 20);
  CHECK(at::allclose(soft, at::full({1, 1, 14, 14}, 1 / (1 + std::exp(2.0F)))));
}

TEST_CASE("A copy without the box is left out of the mean", "[guidance]") {
  at::Tensor masks = at::ones({3, 2, 4, 4});
  masks[1][0].zero_();
  masks.select(1, 1).zero_();
  const at::Tensor seen = visible(masks);
  CHECK(at::equal(seen, at::tensor({1.0F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F}).view({3, 2})));
  const at::Tensor values = at::tensor({0.2F, 1.0F, 5.0F, 1.0F, 0.4F, 1.0F}).view({3, 2});
  const at::Tensor mean = meanOverCutouts(values, seen);
  CHECK(mean[0].item<float>() == Approx(0.3));
  INFO("a phrase that no copy shows");
  CHECK(mean[1].item<float>() == 0.0F);
}

TEST_CASE("Small boxes get a larger lambda unless they have their own", "[guidance]") {
  RunRequest request;
  request.objective.lambda = 0.15;
  request.objective.regions.resize(3);
  request.objective.regions[1].enabled = false;
  request.objective.regions[2].lambda = 0.4;
  const at::Tensor lambdas = regionLambdas(request, at::tensor({0.25, 0.01}, at::kDouble));
  CHECK(lambdas[0].item<double>() == Approx(0.3));
  CHECK(lambdas[1].item<double>() == Approx(0.4));
  CHECK_THROWS_AS(regionLambdas(request, at::tensor({0.25}, at::kDouble)), ShapeError);
}

TEST_CASE("The overlap of a phrase is the paper's Dice, averaged over the copies that show its box",
          "[guidance]") {
  SyntheticStep step;
  step.inputs.masks[2][1].zero_();
  for (const bool asPublished : {false, true}) {
    step.request.objective.asPublished = asPublished;
    for (const LossEntry &entry : lossRegistry()) {
      if (entry.name != "region_overlap") {
        continue;
      }
      const at::Tensor overlaps = entry.evaluate(step.inputs, step.request).perPhrase;
      const at::Tensor dice =
          dicePaper(softMask(step.inputs.relevance, 12, 0.1, 20), step.inputs.masks);
      REQUIRE(overlaps.size(0) == 2);
      CHECK(overlaps[0].item<double>() == Approx(dice.select(1, 0).mean().item<double>()));
      CHECK(overlaps[1].item<double>() ==
            Approx(dice.select(1, 1).narrow(0, 0, 2).mean().item<double>()));
    }
  }
}
