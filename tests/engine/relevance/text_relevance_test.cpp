#include "engine/relevance/text_relevance.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/core/rng.h"
#include "engine/models/clip/clip_model.h"
#include "tests/support/fixture.h"
#include "tests/support/tiny_clip.h"

using namespace everyword;

namespace {

struct Setting {
  std::shared_ptr<const ClipModel> clip =
      ClipModel::load(TensorTable::fromTensors(tinyClipWeights()));
  Rng rng{3};
  // Start 38, end 39, padded with zeros.
  at::Tensor tokens = at::tensor({38, 5, 7, 39, 0, 0, 38, 1, 2, 3, 4, 39}, at::kLong).view({2, 6});
  at::Tensor ends = tokens.argmax(1);
  at::Tensor image = rng.normalTensor({2, 32}).requires_grad_(true);

  at::Tensor relevance(double scale, bool keepGraph) const {
    AttentionTrace trace;
    const auto text = clip->encodeText(tokens, &trace);
    return textRelevance(trace, text, image, ends, scale, keepGraph);
  }
};

}  // namespace

TEST_CASE("Only the tokens between start and end have relevance") {
  const Setting s;
  const auto relevance = s.relevance(100, false);
  REQUIRE(relevance.sizes() == at::IntArrayRef({2, 6}));
  CHECK(relevance.min().item<float>() == 0);
  const auto sums = [&](int row, std::int64_t begin, std::int64_t end) {
    return relevance[row].slice(0, begin, end).sum().item<float>();
  };
  CHECK(sums(0, 1, 3) > 0);
  CHECK(sums(0, 1, 3) == sums(0, 0, 6));
  CHECK(sums(1, 1, 5) > 0);
  CHECK(sums(1, 1, 5) == sums(1, 0, 6));
}

TEST_CASE("Text relevance can be differentiated with respect to the picture's feature") {
  Setting s;
  const auto direction = s.rng.normalTensor({2, 6});
  const auto value = [&](const at::Tensor &map) { return (map * direction).sum(); };
  const auto gradient = torch::autograd::grad({value(s.relevance(1, true))}, {s.image})[0];
  const auto step = s.rng.normalTensor({2, 32}) * 1e-2;
  const auto at = [&](double factor) {
    Setting moved;
    moved.image = (s.image.detach() + factor * step).requires_grad_(true);
    return value(moved.relevance(1, false)).item<double>();
  };
  const double expected = (at(1) - at(-1)) / 2, actual = (gradient * step).sum().item<double>();
  REQUIRE(std::abs(expected) > 1e-6);
  CHECK(actual == Approx(expected).epsilon(0.02));
}

TEST_CASE("The text's side computed once gives the relevance and gradient of the general path") {
  const auto clip = ClipModel::load(
      TensorTable::fromTensors(tinyClipWeights()).withOptions({.type = at::kDouble}));
  const auto tokens = at::tensor({38, 5, 7, 1, 39, 0}, at::kLong).view({1, 6});
  const std::int64_t end = 4;
  Rng rng{3};
  const auto images = rng.normalTensor({3, 32}).to(at::kDouble).requires_grad_(true);
  AttentionTrace trace;
  const auto text = clip->encodeText(tokens.expand({3, -1}), &trace);
  const auto general = textRelevance(trace, text, images, at::full({3}, end, at::kLong), 100, true);
  const auto weight = rng.normalTensor(general.sizes());
  const auto gradient = torch::autograd::grad({(general * weight).sum()}, {images})[0];
  for (const std::int64_t rows : {1, 5, 32, 40}) {  // fewer, as many and more than features
    INFO(rows << " rows");
    AttentionTrace rowTrace;
    const auto features = clip->encodeText(tokens.expand({rows, -1}), &rowTrace);
    const auto closed = textRelevance(textJacobian(rowTrace, features, end), images, 100);
    compareTensors("relevance", closed, general, 1e-12, 1e-8);
    const auto closedGradient = torch::autograd::grad({(closed * weight).sum()}, {images})[0];
    compareTensors("gradient", closedGradient, gradient, 1e-8 * gradient.abs().max().item<double>(),
                   0);
  }
}
