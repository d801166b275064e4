#pragma once

#include <ATen/core/Tensor.h>

#include "engine/classify/class_prompts.h"

namespace everyword {

class ClipModel;

/// What a prompt is learned by: cross entropy over the classes, and with `lambda` over 0 the
/// relevance loss (paper, section 3.2).
struct PromptObjective {
  double lambda = 0;
  /// The published code: S over the whole row, wrong classes divided by their number
  /// (fixtures/README.md). Otherwise as printed: equation 2 and the sum over wrong classes.
  bool asPublished = false;
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

/// The relevance loss is the sum of weights * S: [B, C], -1/B at an image's own class, 1/B at the
/// others; as published 1/(B*C) there.
at::Tensor relevanceWeights(const at::Tensor &labels, std::int64_t classes, bool asPublished,
                            const at::TensorOptions &options);

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
