#pragma once

#include <ATen/core/Tensor.h>

#include "engine/api/classify.h"
#include "engine/classify/class_prompts.h"
#include "engine/classify/prompt_relevance.h"

namespace everyword {

class ClipModel;

/// What a prompt is learned by: cross entropy over the classes, and with `lambda` over 0 the
/// relevance loss (paper, section 3.2).
struct PromptObjective {
  double lambda = 0;
  RelevanceLoss loss = RelevanceLoss::Balanced;
};

/// One step's figures for B images and C classes.
struct PromptStep {
  at::Tensor logits;         ///< [B, C] exp(logit_scale) * cosine
  at::Tensor crossEntropy;   ///< scalar
  at::Tensor rows, shares;   ///< PromptRelevance; undefined where lambda is 0
  at::Tensor relevanceLoss;  ///< scalar without lambda: mean over images of -S[own] + sum of others
  at::Tensor loss;           ///< crossEntropy + lambda * relevanceLoss
  at::Tensor gradient;       ///< of loss, the context's shape
};

/// `images` [B, D] unit length, `labels` [B] int64. Each prompt is encoded once. Thread-safe.
PromptStep promptStep(const ClipModel &clip, const ClassPrompts &prompts, const at::Tensor &context,
                      const at::Tensor &images, const at::Tensor &labels,
                      const PromptObjective &objective);

/// The relevance loss is the sum of weights * S: [B, C], -1/B at an image's own class; at the
/// others 1/(B*(C-1)) balanced, 1/B as printed, 1/(B*C) as published.
at::Tensor relevanceWeights(const at::Tensor &labels, std::int64_t classes, RelevanceLoss loss,
                            const at::TensorOptions &options);

NameShare nameShareOf(RelevanceLoss loss);

/// Of unit features of the prompts as they are, no graph: [C, D].
at::Tensor promptFeatures(const ClipModel &clip, const ClassPrompts &prompts,
                          const at::Tensor &context);

/// Stochastic gradient descent with momentum and weight decay, PyTorch's formulas (no dampening).
struct MomentumSgd {
  double momentum = 0.9, weightDecay = 5e-4;
  at::Tensor velocity;

  /// Returns the parameter after the step; no graph.
  at::Tensor update(const at::Tensor &parameter, const at::Tensor &gradient, double learningRate);
};

/// CoOp's schedule: the first epoch at 1e-5, then half a cosine from `base` on. `epoch` from 0.
double promptLearningRate(double base, int epoch, int epochs);

}  // namespace everyword
