#include "engine/classify/prompt_step.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/api/errors.h"
#include "engine/classify/linear_probe.h"
#include "engine/classify/prompt_relevance.h"
#include "engine/classify/score_table.h"
#include "engine/core/rng.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/text_transformer.h"
#include "engine/relevance/text_relevance.h"
#include "tests/support/fixture.h"
#include "tests/support/tiny_clip.h"

using namespace everyword;

namespace {

const std::vector<ClassName> kClasses = {
    {"one", {3}}, {"two words", {4, 5}}, {"other", {6}}, {"long", {7, 8, 9}}, {"again", {2, 1}}};
const PromptTokens kAround{38, 39, {12}};

/// Everything about five classes and some images, in float64.
struct Setting {
  explicit Setting(PromptShape form, std::int64_t count = 3)
      : shape(form), prompts(*clip, form, kClasses, kAround) {
    context = rng.normalTensor(prompts.contextShape()).to(at::kDouble) * 0.3;
    images = l2Normalize(rng.normalTensor({count, 32}).to(at::kDouble));
    labels = at::arange(count, at::kLong).remainder(5);
  }

  /// The prompts padded to one length, as an encoder usually takes them.
  at::Tensor embeddings(at::Tensor *ends) const {
    std::vector<at::Tensor> rows(kClasses.size());
    *ends = at::zeros({5}, at::kLong);
    for (const auto &group : prompts.groups()) {
      const auto rest = prompts.rest(group, context);
      for (std::int64_t i = 0; i < rest.size(0); ++i) {
        const auto row = at::cat({prompts.shared(context), rest[i]});
        const auto c = group.classes[i].item<std::int64_t>();
        (*ends)[c].fill_(row.size(0) - 1);
        rows[static_cast<std::size_t>(c)] =
            at::constant_pad_nd(row, {0, 0, 0, prompts.longest() - row.size(0)});
      }
    }
    return at::stack(rows);
  }

  PromptStep step(const PromptObjective &objective) const {
    return promptStep(*clip, prompts, context, images, labels, objective);
  }

  std::shared_ptr<const ClipModel> clip =
      ClipModel::load(TensorTable::fromTensors(tinyClipWeights({.textLayers = 3}))
                          .withOptions({.type = at::kDouble}));
  Rng rng{3};
  PromptShape shape;
  ClassPrompts prompts;
  at::Tensor context, images, labels;
};

/// Shared or of each class, in the middle or at the end, an odd number.
const std::vector<PromptShape> kShapes = {
    {4, false, true}, {4, false, false}, {3, false, true}, {4, true, true}, {4, true, false}};

bool close(const at::Tensor &a, const at::Tensor &b, double tolerance = 1e-9) {
  return (a - b).abs().max().item<double>() <= tolerance * b.abs().max().item<double>();
}

}  // namespace

TEST_CASE("Prompts that begin alike have the features of an encoder that knows nothing of it",
          "[classify]") {
  for (const PromptShape &shape : kShapes) {
    const Setting s(shape);
    at::Tensor ends;
    const auto whole = s.embeddings(&ends);
    CHECK(close(promptFeatures(*s.clip, s.prompts, s.context),
                l2Normalize(s.clip->encodeTextEmbeddings(whole, ends))));
  }
}

TEST_CASE("Relevance of all prompts for all images is that of the general path", "[classify]") {
  for (const PromptShape &shape : kShapes) {
    for (const std::int64_t images : {2, 24}) {  // 24: the shared tokens' MLPs become matrices
      const Setting s(shape, images);
      const auto pass = encodePrompts(textTransformerOf(*s.clip), s.prompts, s.context);
      const auto all = promptRelevance(pass, s.prompts, s.images, {}, 100, NameShare::OfWholeRow);
      CHECK(all.attentionGradients.empty());
      at::Tensor ends;
      const auto whole = s.embeddings(&ends);
      for (std::int64_t b = 0; b < 2; ++b) {
        AttentionTrace trace;
        const auto features = s.clip->encodeTextEmbeddings(whole, ends, &trace);
        const auto row =
            textRelevanceRow(trace, features, s.images[b].expand_as(features), ends, 100, false)
                .scatter(1, ends.unsqueeze(1), 0);
        CHECK(close(all.rows[b], row));
      }
    }
  }
}

TEST_CASE("The gradient of many images is the mean of those of few", "[classify]") {
  for (const PromptShape &shape : kShapes) {
    for (const RelevanceLoss loss :
         {RelevanceLoss::Balanced, RelevanceLoss::Printed, RelevanceLoss::Published}) {
      const Setting s(shape, 24);
      const PromptStep whole = s.step({3, loss});
      auto mean = at::zeros_like(s.context);
      for (std::int64_t first = 0; first < 24; first += 2) {
        const auto part = promptStep(*s.clip, s.prompts, s.context, s.images.narrow(0, first, 2),
                                     s.labels.narrow(0, first, 2), {3, loss});
        mean += part.gradient / 12;
        CHECK(close(whole.shares.narrow(0, first, 2), part.shares));
      }
      CHECK(close(whole.gradient, mean));
      CHECK_FALSE(close(whole.gradient, s.step({0, loss}).gradient, 1e-3));
    }
  }
}

TEST_CASE("S of an image's own class alone is that among all classes", "[classify]") {
  const Setting s(PromptShape{4, false, true}, 7);
  const auto pass = encodePrompts(textTransformerOf(*s.clip), s.prompts, s.context);
  for (const NameShare share : {NameShare::OfOtherTokens, NameShare::OfWholeRow}) {
    const auto all = promptRelevance(pass, s.prompts, s.images, {}, 100, share).shares;
    CHECK(close(ownNameShares(pass, s.prompts, s.images, s.labels, 100, share),
                all.gather(1, s.labels.unsqueeze(1)).squeeze(1)));
  }
}

TEST_CASE("A step is the same in one thread and in two", "[classify]") {
  const int threads = at::get_num_threads();
  const Setting s(PromptShape{4, false, true}, 5);
  at::set_num_threads(1);
  const auto one = s.step({3, RelevanceLoss::Balanced}).gradient;
  at::set_num_threads(2);
  const auto two = s.step({3, RelevanceLoss::Balanced}).gradient;
  at::set_num_threads(threads);
  CHECK(at::equal(one, two));
}

TEST_CASE("The weights of the relevance loss are those of paper and code", "[classify]") {
  const auto labels = at::tensor({2, 0}, at::kLong);
  const auto paper = relevanceWeights(labels, 3, RelevanceLoss::Printed, at::kDouble);
  CHECK(at::equal(paper * 2, at::tensor({1., 1., -1., -1., 1., 1.}, at::kDouble).view({2, 3})));
  const auto published = relevanceWeights(labels, 3, RelevanceLoss::Published, at::kDouble);
  const auto balanced = relevanceWeights(labels, 3, RelevanceLoss::Balanced, at::kDouble);
  CHECK(
      at::allclose(balanced * 4, at::tensor({1., 1., -2., -2., 1., 1.}, at::kDouble).view({2, 3})));
  CHECK(at::allclose(published * 6,
                     at::tensor({1., 1., -3., -3., 1., 1.}, at::kDouble).view({2, 3})));
}

TEST_CASE("A prompt that is longer than the context is refused by its class's name", "[classify]") {
  const auto clip = ClipModel::load(TensorTable::fromTensors(tinyClipWeights()));  // context 12
  CHECK_THROWS_WITH(ClassPrompts(*clip, PromptShape{7, false, true}, kClasses, kAround),
                    Catch::Matchers::Contains("'long'") && Catch::Matchers::Contains("13 tokens"));
  CHECK_NOTHROW(ClassPrompts(*clip, PromptShape{6, false, true}, kClasses, kAround));
}

TEST_CASE("Momentum and weight decay are PyTorch's, the schedule is CoOp's", "[classify]") {
  MomentumSgd sgd{0.9, 0.1, {}};
  const auto gradient = at::tensor({1.0}), start = at::tensor({2.0});
  const auto first = sgd.update(start, gradient, 0.5);  // velocity 1 + 0.2
  CHECK(first.item<double>() == Approx(2 - 0.5 * 1.2));
  const auto second = sgd.update(first, gradient, 0.5);  // velocity 0.9 * 1.2 + 1 + 0.14
  CHECK(second.item<double>() == Approx(1.4 - 0.5 * (1.08 + 1.14)));
  CHECK(promptLearningRate(0.002, 0, 50) == 1e-5);
  CHECK(promptLearningRate(0.002, 1, 50) == 0.002);
  CHECK(promptLearningRate(0.002, 26, 50) == Approx(0.001));
}

TEST_CASE("The linear probe is at the minimum of its loss", "[classify]") {
  Rng rng(5);
  const auto x = rng.normalTensor({30, 4}).to(at::kDouble);
  const auto labels = at::arange(30, at::kLong).remainder(3);
  const double c = 0.7;
  const LinearProbe probe = LinearProbe::fit(x, labels, 3, c);
  const auto error = at::softmax(probe.logits(x), 1) - at::one_hot(labels, 3).to(at::kDouble);
  CHECK((probe.weights + c * at::matmul(error.t(), x)).abs().max().item<double>() < 1e-5);
  CHECK(error.sum(0).abs().max().item<double>() < 1e-5);
}

TEST_CASE("The interval over seeds is Student's", "[classify]") {
  const Estimate three = studentMean({1, 2, 3});
  CHECK(three.mean == 2);
  CHECK(three.high - three.mean == Approx(4.303 / std::sqrt(3.0)));
  CHECK(studentMean({5}).low == 5);
  CHECK(studentShare({0.1, 0.9}).low == 0);
  const Estimate many = studentMean(std::vector<double>(11, 1));
  CHECK(many.low == 1);
}
