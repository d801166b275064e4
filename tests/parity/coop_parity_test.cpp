// One step of prompt learning against the published implementation's numbers: by the engine's own
// pass (prompts once, gradients by hand) and, where attention gradients are differentiated too, by
// the general path through the graph.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <optional>

#include "engine/classify/prompt_step.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/text_transformer.h"
#include "engine/relevance/text_relevance.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

/// A fixture's step: its CLIP, its prompts and pictures.
class CoopCase {
 public:
  CoopCase(const Fixture &fixture, c10::ScalarType type)
      : fixture_(fixture),
        json_(fixture.json()),
        clip_(ClipModel::load(
            TensorTable::fromTensors(seededClip(json_.at("clip"))).withOptions({.type = type}))),
        tokens_(fixture.in("tokens")),
        context_(fixture.in("ctx", type)) {
    const std::filesystem::path file = json_.at("images").get<std::string>();
    const Fixture pictures(file.parent_path().string(), file.stem().string());
    labels_ = pictures.in("labels");
    const at::NoGradGuard noGraph;
    images_ = l2Normalize(clip_->encodeImage(pictures.in("image", type)));
    prompts_.emplace(*clip_, shape(), names(), around());
    lambda_ = json_.at("lambda_expl").get<double>();
  }

  void checkPlacesOfNames() const {
    const auto expected = fixture_.in("class_token_mask");
    for (const auto &group : prompts_->groups()) {
      const auto mask = prompts_->nameMask(group);
      for (std::int64_t i = 0; i < group.classes.size(0); ++i) {
        const auto row = expected[group.classes[i].item<std::int64_t>()];
        CHECK(at::equal(row.narrow(0, 0, mask.size(0)), mask));
        CHECK(row.sum().item<double>() == mask.sum().item<double>());
      }
    }
  }

  void checkPublished() const {
    const PromptStep step = stepWith({lambda_, RelevanceLoss::Published});
    fixture_.compare("scores", step.shares);
    fixture_.compare("logits", step.logits);
    fixture_.compare("cross_entropy", step.crossEntropy);
    fixture_.compare("relevance_loss", step.relevanceLoss);
    fixture_.compare("loss", step.loss);
    fixture_.compare("grad_ctx", step.gradient);
    fixture_.compare("text_relevance", padded(step.rows / step.rows.sum(-1, true)));
    const auto &sgd = json_.at("optimiser");
    MomentumSgd optimiser{
        sgd.at("momentum").get<double>(), sgd.at("weight_decay").get<double>(), {}};
    fixture_.compare("ctx_after_sgd_step",
                     optimiser.update(context_, step.gradient, sgd.at("sgd_lr").get<double>()));
    const PromptStep alone = stepWith({0, RelevanceLoss::Published});
    fixture_.compare("grad_ctx_cross_entropy_only", alone.gradient);
    fixture_.compare("cross_entropy", alone.loss);
  }

  void checkAsPrinted() const {
    const PromptStep step = stepWith({lambda_, RelevanceLoss::Printed});
    fixture_.compare("paper.scores_attention_gradients_constant", step.shares);
    fixture_.compare("paper.relevance_loss_attention_gradients_constant", step.relevanceLoss);
    fixture_.compare("paper.grad_ctx_attention_gradients_constant", step.gradient);
  }

  void checkSecondOrder() const {
    const auto published = byGraph(RelevanceLoss::Published),
               printed = byGraph(RelevanceLoss::Printed);
    fixture_.compare("grad_ctx_if_second_order", published.gradient);
    fixture_.compare("scores", published.shares);
    fixture_.compare("paper.scores_second_order", printed.shares);
    fixture_.compare("paper.relevance_loss_second_order", printed.relevanceLoss);
    fixture_.compare("paper.grad_ctx_second_order", printed.gradient);
  }

 private:
  PromptShape shape() const {
    return {json_.at("n_ctx").get<std::int64_t>(), json_.at("class_specific").get<bool>(),
            json_.at("class_token_position") == "middle"};
  }

  std::vector<std::int64_t> idsOf(std::int64_t c, std::int64_t begin, std::int64_t end) const {
    const auto part = tokens_[c].slice(0, begin, end).contiguous();
    return {part.const_data_ptr<std::int64_t>(),
            part.const_data_ptr<std::int64_t>() + part.numel()};
  }

  std::vector<ClassName> names() const {
    const auto texts = json_.at("class_names").get<std::vector<std::string>>();
    const auto counts = json_.at("name_token_counts").get<std::vector<std::int64_t>>();
    const std::int64_t begin = 1 + shape().vectors;
    std::vector<ClassName> names;
    for (std::size_t c = 0; c < texts.size(); ++c) {
      names.push_back({texts[c], idsOf(static_cast<std::int64_t>(c), begin, begin + counts[c])});
    }
    return names;
  }

  PromptTokens around() const {
    const std::int64_t end = tokens_[0].argmax().item<std::int64_t>();
    const std::int64_t stop =
        1 + shape().vectors + json_.at("name_token_counts")[0].get<std::int64_t>();
    return {tokens_[0][0].item<std::int64_t>(), tokens_[0][end].item<std::int64_t>(),
            idsOf(0, stop, end)};
  }

  PromptStep stepWith(const PromptObjective &objective) const {
    return promptStep(*clip_, *prompts_, context_, images_, labels_, objective);
  }

  /// [.., L] with zeros up to the context.
  at::Tensor padded(const at::Tensor &rows) const {
    return at::constant_pad_nd(rows, {0, tokens_.size(1) - rows.size(2)});
  }

  /// The same step through the graph, the prompts padded and one image at a time, attention
  /// gradients differentiated as well.
  PromptStep byGraph(RelevanceLoss loss) const {
    const bool asPublished = loss == RelevanceLoss::Published;
    const auto leaf = context_.detach().requires_grad_();
    const auto ends = tokens_.argmax(1);
    const auto start = prompts_->shared(leaf);
    std::vector<at::Tensor> embeddings(static_cast<std::size_t>(tokens_.size(0)));
    for (const auto &group : prompts_->groups()) {
      const auto rest = prompts_->rest(group, leaf);
      for (std::int64_t i = 0; i < rest.size(0); ++i) {
        const auto row = at::cat({start, rest[i]});
        embeddings[static_cast<std::size_t>(group.classes[i].item<std::int64_t>())] =
            at::constant_pad_nd(row, {0, 0, 0, prompts_->longest() - row.size(0)});
      }
    }
    const auto prompts = at::stack(embeddings);
    const auto name = fixture_.in("class_token_mask").narrow(1, 0, prompts.size(1));
    std::vector<at::Tensor> shares;
    at::Tensor features;
    for (std::int64_t b = 0; b < images_.size(0); ++b) {
      AttentionTrace trace;
      features = clip_->encodeTextEmbeddings(prompts, ends, &trace);
      const auto row = textRelevanceRow(trace, features, images_[b].expand_as(features), ends,
                                        clip_->logitScale(), /*keepGraph=*/true);
      const auto inside = tokenRelevance(row, ends, !asPublished);
      const auto best = (inside * name.to(row.scalar_type())).amax(-1);
      const auto rest = asPublished ? inside : inside * (1 - name.to(row.scalar_type()));
      shares.push_back(best / rest.sum(-1));
    }
    PromptStep step;
    step.shares = at::stack(shares);
    const auto logits = clip_->logitScale() * at::matmul(images_, l2Normalize(features).t());
    step.relevanceLoss =
        (relevanceWeights(labels_, logits.size(1), loss, logits.options()) * step.shares).sum();
    step.loss = at::cross_entropy_loss(logits, labels_) + lambda_ * step.relevanceLoss;
    step.gradient = torch::autograd::grad({step.loss}, {leaf})[0];
    return step;
  }

  /// Without the end token, and without the start token where asked.
  static at::Tensor tokenRelevance(const at::Tensor &row, const at::Tensor &ends,
                                   bool withoutStart) {
    const auto columns = at::arange(row.size(1)).unsqueeze(0);
    const auto inside =
        at::logical_and(columns >= (withoutStart ? 1 : 0), columns < ends.unsqueeze(1));
    return row * inside.to(row.scalar_type());
  }

  const Fixture &fixture_;
  const nlohmann::json &json_;
  std::shared_ptr<const ClipModel> clip_;
  at::Tensor tokens_, context_, images_, labels_;
  std::optional<ClassPrompts> prompts_;
  double lambda_ = 0;
};

void checkAll(void (CoopCase::*check)() const) {
  for (const Fixture &fixture : fixturesNamed("coop")) {
    for (const c10::ScalarType type : kFloatTypes) {
      INFO(type);
      (CoopCase(fixture, type).*check)();
    }
  }
}

}  // namespace

TEST_CASE("The tokens of class names lie where the published code has them", "[parity]") {
  checkAll(&CoopCase::checkPlacesOfNames);
}

TEST_CASE("The published prompt-learning step matches, and so does its update", "[parity]") {
  checkAll(&CoopCase::checkPublished);
}

TEST_CASE("Equation 2 and the loss behind it match as printed", "[parity]") {
  checkAll(&CoopCase::checkAsPrinted);
}

TEST_CASE("With attention gradients differentiated too the step matches by the general path",
          "[parity]") {
  checkAll(&CoopCase::checkSecondOrder);
}
