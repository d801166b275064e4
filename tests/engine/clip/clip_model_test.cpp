#include "engine/models/clip/clip_model.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/core/rng.h"
#include "tests/support/fixture.h"
#include "tests/support/tiny_clip.h"

using namespace everyword;

namespace {

std::shared_ptr<const ClipModel> tiny() {
  return ClipModel::load(TensorTable::fromTensors(tinyClipWeights()));
}

}  // namespace

TEST_CASE(
    "With a trace the features and their gradient are those without, and the last block holds "
    "the class token's row alone") {
  const auto clip = tiny();
  Rng rng(1);
  const auto images = rng.normalTensor({2, 3, 24, 24}).requires_grad_(true);
  AttentionTrace trace;
  const auto traced = clip->encodeImage(images, &trace);
  const auto fast = clip->encodeImage(images);
  CHECK(trace.attention.size() == 3);
  CHECK(trace.attention.front().size(2) == 10);
  CHECK(trace.attention.back().size(2) == 1);
  compareTensors("features", fast, traced, 1e-5, 1e-5);
  const auto gradientOf = [&](const at::Tensor &f) {
    return torch::autograd::grad({f.square().sum()}, {images})[0];
  };
  const auto expected = gradientOf(traced);
  compareTensors("gradient", gradientOf(fast), expected, 1e-5 * expected.abs().max().item<double>(),
                 1e-4);
}

TEST_CASE("What lies behind the end token does not matter, and is not computed") {
  const auto clip = tiny();
  const auto padded = at::tensor({38, 5, 7, 39, 0, 0, 0, 0, 0, 0, 0, 0}, at::kLong).view({1, 12});
  AttentionTrace trace;
  const auto feature = clip->encodeText(padded, &trace);
  CHECK(trace.attention.front().size(-1) == 4);
  compareTensors("short", clip->encodeText(padded.narrow(1, 0, 4)), feature, 1e-6, 1e-5);
  auto other = padded.clone();
  other.narrow(1, 4, 8).fill_(9);
  compareTensors("other padding", clip->encodeText(other), feature, 1e-6, 1e-5);
}

TEST_CASE("Texts of different length in one batch are as each alone") {
  const auto clip = tiny();
  const auto both = at::tensor({38, 5, 39, 0, 0, 38, 1, 2, 3, 39}, at::kLong).view({2, 5});
  compareTensors("first", clip->encodeText(both.narrow(0, 0, 1)),
                 clip->encodeText(both).narrow(0, 0, 1), 1e-6, 1e-5);
}

TEST_CASE("Weights never become part of the graph") {
  const auto clip = tiny();
  CHECK_FALSE(clip->encodeImage(at::zeros({1, 3, 24, 24})).requires_grad());
  CHECK_FALSE(clip->encodeText(at::tensor({38, 39}, at::kLong).view({1, 2})).requires_grad());
}

TEST_CASE("Wrong pictures and tokens are refused with what was expected") {
  const auto clip = tiny();
  CHECK_THROWS_AS(clip->encodeImage(at::zeros({1, 3, 32, 32})), ShapeError);
  CHECK_THROWS_AS(clip->encodeText(at::zeros({1, 13}, at::kLong)), ShapeError);
  CHECK_THROWS_AS(clip->encodeText(at::full({1, 3}, 40, at::kLong)), InputError);
  CHECK_THROWS_AS(clip->encodeText(at::full({1, 3}, -1, at::kLong)), InputError);
}

TEST_CASE("CLIP's mean colour becomes zero") {
  const auto mean = at::tensor({kClipMean[0], kClipMean[1], kClipMean[2]}, at::kFloat)
                        .view({1, 3, 1, 1})
                        .expand({1, 3, 2, 2});
  CHECK(normaliseForClip(mean).abs().max().item<double>() < 1e-6);
  CHECK(at::allclose(l2Normalize(at::tensor({3.f, 4.f}).view({1, 2})),
                     at::tensor({0.6f, 0.8f}).view({1, 2})));
}
