#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

#include "engine/classify/prompt_step.h"
#include "engine/core/rng.h"

namespace everyword {

/// How a context is learned; CoOp's recipe.
struct LearningSettings {
  PromptObjective objective;
  int epochs = 50;
  std::int64_t batch = 32;
  double learningRate = 0.002;
};

/// Means over the pictures of one epoch.
struct EpochFigures {
  double loss = 0, accuracy = 0;
  double nameShare = 0;  ///< S of the own class; 0 without the relevance loss
};

/// Learns a context from normal numbers of deviation 0.02 on. Pictures are in a new order in each
/// epoch and none is left out; they are not varied, so that each is encoded once (CoOp crops and
/// mirrors at random). `images` [N, D] unit length. `heard(epoch, figures)` after each; false ends
/// it, and the context is undefined. Throws Error when the loss is no number.
at::Tensor learnContext(const ClipModel &clip, const ClassPrompts &prompts,
                        const at::Tensor &images, const at::Tensor &labels,
                        const LearningSettings &settings, Rng &rng,
                        const std::function<bool(int, const EpochFigures &)> &heard);

}  // namespace everyword
