#include "engine/classify/prompt_step.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/text_transformer.h"

namespace everyword {

at::Tensor relevanceWeights(const at::Tensor &labels, std::int64_t classes, RelevanceLoss loss,
                            const at::TensorOptions &options) {
  const auto images = static_cast<double>(labels.size(0));
  const double others = loss == RelevanceLoss::Printed     ? 1
                        : loss == RelevanceLoss::Published ? static_cast<double>(classes)
                                                           : static_cast<double>(classes - 1);
  const double wrong = 1 / (images * others);
  return at::full({labels.size(0), classes}, wrong, options)
      .scatter_(1, labels.unsqueeze(1), -1 / images);
}

NameShare nameShareOf(RelevanceLoss loss) {
  return loss == RelevanceLoss::Published ? NameShare::OfWholeRow : NameShare::OfOtherTokens;
}

PromptStep promptStep(const ClipModel &clip, const ClassPrompts &prompts, const at::Tensor &context,
                      const at::Tensor &images, const at::Tensor &labels,
                      const PromptObjective &objective) {
  const at::AutoGradMode withGraph(true);
  const auto leaf = context.detach().requires_grad_();
  const PromptPass pass = encodePrompts(textTransformerOf(clip), prompts, leaf);
  const auto logits = clip.logitScale() * at::matmul(images, l2Normalize(pass.features).t());
  const auto crossEntropy = at::cross_entropy_loss(logits, labels);
  PromptStep step;
  step.logits = logits.detach();
  step.loss = step.crossEntropy = crossEntropy.detach();
  std::vector<at::Tensor> outputs = {crossEntropy}, gradients = {at::ones_like(crossEntropy)};
  if (objective.lambda > 0) {
    const auto weights = relevanceWeights(labels, logits.size(1), objective.loss, logits.options());
    const auto relevance = promptRelevance(pass, prompts, images, weights.detach(),
                                           clip.logitScale(), nameShareOf(objective.loss));
    step.rows = relevance.rows;
    step.shares = relevance.shares;
    step.relevanceLoss = (weights.detach() * relevance.shares).sum();
    step.loss = step.crossEntropy + objective.lambda * step.relevanceLoss;
    const auto attention = pass.attention();
    for (std::size_t i = 0; i < attention.size(); ++i) {
      if (attention[i].requires_grad()) {  // before the first learned vector nothing changes
        outputs.push_back(attention[i]);
        gradients.push_back(objective.lambda * relevance.attentionGradients[i]);
      }
    }
  }
  step.gradient = torch::autograd::grad(outputs, {leaf}, gradients)[0];
  return step;
}

at::Tensor promptFeatures(const ClipModel &clip, const ClassPrompts &prompts,
                          const at::Tensor &context) {
  const at::NoGradGuard noGraph;
  return l2Normalize(encodePrompts(textTransformerOf(clip), prompts, context.detach()).features);
}

at::Tensor MomentumSgd::update(const at::Tensor &parameter, const at::Tensor &gradient,
                               double learningRate) {
  const at::NoGradGuard noGraph;
  const auto full = gradient + weightDecay * parameter;
  velocity = velocity.defined() ? momentum * velocity + full : full;
  return parameter - learningRate * velocity;
}

double promptLearningRate(double base, int epoch, int epochs) {
  constexpr double kFirst = 1e-5;
  return epoch == 0 ? kFirst : base * 0.5 * (1 + std::cos(M_PI * (epoch - 1) / epochs));
}

}  // namespace everyword
