#include "engine/evaluate/prompt_timer.h"

#include <ATen/ATen.h>

#include "engine/classify/prompt_step.h"
#include "engine/core/device.h"
#include "engine/core/rng.h"
#include "engine/evaluate/arithmetic_counter.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/text_transformer.h"

namespace everyword {

namespace {

constexpr std::int64_t kClasses = 100, kNameTokens = 2;

std::vector<ClassName> someNames(std::int64_t vocabulary) {
  std::vector<ClassName> names;
  for (std::int64_t c = 0; c < kClasses; ++c) {
    const std::int64_t first = (256 + 7 * c) % (vocabulary - 2);
    names.push_back({"class " + std::to_string(c), std::vector<std::int64_t>(kNameTokens, first)});
  }
  return names;
}

}  // namespace

StepTiming timePromptStep(const ClipModel &clip, std::int64_t images, int repeats,
                          const std::function<void()> &between) {
  const ClipConfig &config = clip.config();
  const std::int64_t vocabulary = config.vocabularySize, side = config.imageSize;
  const c10::Device device = textTransformerOf(clip).positions().device();
  const ClassPrompts prompts(clip, PromptShape(), someNames(vocabulary),
                             {vocabulary - 2, vocabulary - 1, {255}});
  Rng rng(1);
  const at::Tensor pictures = rng.normalTensor({images, 3, side, side}).to(device);
  const at::Tensor labels = (at::arange(images, at::kLong) * 29 % kClasses).to(device);
  at::Tensor context = (rng.normalTensor(prompts.contextShape()) * 0.02).to(device);
  MomentumSgd optimiser;

  StepTiming timing;
  const auto step = [&](PhaseClock *clock) {
    at::Tensor features;
    {
      const at::NoGradGuard noGraph;
      features = l2Normalize(clip.encodeImage(pictures));
    }
    if (clock) {
      clock->lap("images");
    }
    const PromptStep done =
        promptStep(clip, prompts, context, features, labels, {3, RelevanceLoss::Balanced});
    context = optimiser.update(context, done.gradient, 0.002);
    if (clock) {
      clock->lap("prompts");
    }
  };
  const bool knowsPeak = restartPeak();
  {
    const ArithmeticCounter counter;
    step(nullptr);
    timing.done = timing.operations = counter.operations();
  }
  std::vector<double> totals, ofImages, ofPrompts;
  PhaseClock clock(device);
  for (int i = 0; i < repeats; ++i) {
    between();
    clock.restart();
    step(&clock);
    ofImages.push_back(clock.phases[0].second);
    ofPrompts.push_back(clock.phases[1].second);
    totals.push_back(ofImages.back() + ofPrompts.back());
  }
  between();
  timing.seconds = median(totals);
  timing.phases = {{"images", median(ofImages)}, {"prompts", median(ofPrompts)}};
  timing.peakBytes = knowsPeak ? static_cast<double>(peakResidentBytes()) : 0;
  return timing;
}

}  // namespace everyword
