#include "engine/classify/prompt_learning.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "engine/api/errors.h"
#include "engine/models/clip/clip_model.h"

namespace everyword {

at::Tensor learnContext(const ClipModel &clip, const ClassPrompts &prompts,
                        const at::Tensor &images, const at::Tensor &labels,
                        const LearningSettings &settings, Rng &rng,
                        const std::function<bool(int, const EpochFigures &)> &heard) {
  constexpr double kFirstDeviation = 0.02;
  const std::int64_t count = images.size(0);
  at::Tensor context =
      (rng.normalTensor(prompts.contextShape()) * kFirstDeviation).to(images.options());
  MomentumSgd optimiser;
  for (int epoch = 0; epoch < settings.epochs; ++epoch) {
    const double rate = promptLearningRate(settings.learningRate, epoch, settings.epochs);
    const at::Tensor order = at::randperm(count, rng.generator(), at::kLong).to(images.device());
    EpochFigures figures;
    for (std::int64_t first = 0; first < count; first += settings.batch) {
      const auto some = order.slice(0, first, std::min(first + settings.batch, count));
      const auto own = labels.index_select(0, some);
      const PromptStep step =
          promptStep(clip, prompts, context, images.index_select(0, some), own, settings.objective);
      const double share = static_cast<double>(some.size(0)) / static_cast<double>(count);
      figures.loss += share * step.loss.item<double>();
      figures.accuracy +=
          share * (step.logits.argmax(1) == own).to(at::kDouble).mean().item<double>();
      if (step.shares.defined()) {
        figures.nameShare += share * step.shares.gather(1, own.unsqueeze(1)).mean().item<double>();
      }
      if (!std::isfinite(figures.loss)) {
        throw Error("learning the prompts ran away in epoch " + std::to_string(epoch + 1),
                    "lower --lr or --lambda");
      }
      context = optimiser.update(context, step.gradient, rate);
    }
    if (!heard(epoch, figures)) {
      return {};
    }
  }
  return context;
}

}  // namespace everyword
