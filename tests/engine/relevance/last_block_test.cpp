// The closed form of the last block against the general path.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/core/rng.h"
#include "engine/models/clip/clip_model.h"
#include "engine/relevance/image_relevance.h"
#include "tests/support/fixture.h"
#include "tests/support/tiny_clip.h"

using namespace everyword;

namespace {

struct Setting {
  std::shared_ptr<const ClipModel> clip =
      ClipModel::load(TensorTable::fromTensors(tinyClipWeights()));
  Rng rng{9};
  at::Tensor images = rng.normalTensor({2, 3, 24, 24}).requires_grad_(true);
  at::Tensor phrases = l2Normalize(rng.normalTensor({3, 32}));

  at::Tensor closed() const {
    LastBlockTrace trace;
    const auto features = clip->encodeImage(images, nullptr, &trace);
    return lastBlockRelevance(trace, features, phrases);
  }
  at::Tensor general(bool keepGraph) const {
    AttentionTrace trace;
    const auto features = clip->encodeImage(images, &trace);
    return imageRelevance(trace, features, phrases, true, 1.0, keepGraph);
  }
};

}  // namespace

TEST_CASE("The closed form of the last block equals the general path") {
  const Setting s;
  const auto expected = s.general(false);
  CHECK_FALSE(expected.requires_grad());
  REQUIRE(expected.sizes() == at::IntArrayRef({2, 3, 9}));
  const auto largest = expected.max().item<double>();
  REQUIRE(largest > 0);
  compareTensors("relevance", s.closed(), expected, 1e-5 * largest, 0);
}

TEST_CASE("One backward through the closed form equals the general path's second derivative") {
  Setting s;
  const auto direction = s.rng.normalTensor({2, 3, 9});
  const auto gradientOf = [&](const at::Tensor &map) {
    return torch::autograd::grad({(map * direction).sum()}, {s.images})[0];
  };
  const auto expected = gradientOf(s.general(true));
  compareTensors("gradient", gradientOf(s.closed()), expected,
                 1e-4 * expected.abs().max().item<double>(), 0);
}

TEST_CASE("Both traces of one pass agree, and relevance needs no gradient at the picture") {
  const Setting s;
  const at::NoGradGuard off;
  AttentionTrace trace;
  LastBlockTrace last;
  const auto features = s.clip->encodeImage(s.images.detach(), &trace, &last);
  const auto expected = imageRelevance(trace, features, s.phrases, true, 1.0, false);
  CHECK(at::allclose(lastBlockRelevance(last, features, s.phrases), expected, 1e-4, 1e-8));
}

TEST_CASE(
    "With the last block alone the factor of the score is the factor of the map, with all blocks "
    "it is not") {
  const Setting s;
  AttentionTrace trace;
  const auto features = s.clip->encodeImage(s.images, &trace);
  const auto map = [&](bool lastOnly, double scale) {
    return imageRelevance(trace, features, s.phrases, lastOnly, scale, false);
  };
  CHECK(at::allclose(map(true, 100), map(true, 1) * 100, 1e-3, 1e-7));
  CHECK_FALSE(at::allclose(map(false, 100), map(false, 1) * 100, 1e-2, 1e-7));
}
