#include "engine/evaluate/step_timer.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "engine/core/device.h"
#include "engine/evaluate/arithmetic_counter.h"
#include "engine/evaluate/saved_arithmetic.h"
#include "engine/run/optimise_loop.h"
#include "engine/run/precision_choice.h"

namespace everyword {

double median(std::vector<double> values) {
  if (values.empty()) {
    return 0;
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double StepTiming::relevanceShare() const {
  double share = 0;
  for (const auto &[name, time] : phases) {
    share += name == "relevance" || name == "losses" ? time : 0;
  }
  return seconds > 0 ? share / seconds : 0;
}

StepTimer::StepTimer(const RunRequest &request, const LoadedModels &models,
                     const std::string &space)
    : models_(models),
      space_(makeLatentSpace(space, models)),
      state_(startRun(request, *space_)),
      texts_(models),
      rng_(request.seed),
      size_(space_->pictureSizeOf(state_.latent)),
      target_(makeStepTarget(request, texts_, models, size_)) {
  target_.start = anchorAt(state_.start, target_.needs, *space_, models);
  target_.plan.precision =
      choosePrecision(state_.latent, target_, models_, *space_, [] { return true; });
}

void StepTimer::step(PhaseClock *clock) {
  PhaseDone lap;
  if (clock) {
    lap = [clock](const char *phase) {
      clock->lap(phase);
      return true;
    };
  }
  const auto result = guidedStep(state_.latent, target_, models_, *space_, rng_, lap);
  advance(state_, result->gradients, target_.request.schedule.learningRate, *space_);
  if (clock) {
    clock->lap("update");
  }
}

StepTiming StepTimer::measure(int repeats, const std::function<void()> &between) {
  StepTiming timing;
  const bool knowsPeak = restartPeak();
  step(nullptr);
  {
    const ArithmeticCounter counter;
    step(nullptr);
    timing.done = counter.operations();
    timing.operations =
        timing.done + counter.saved() + savedInClip(models_.clip->config(), encodingsOf(target_));
    if (space_->id == "vqgan_codes") {
      timing.operations += savedInVqgan(models_.get<VqganModel>("vqgan").config(),
                                        state_.latent[0].size(2), state_.latent[0].size(3));
    }
  }
  std::vector<double> totals;
  std::vector<std::vector<double>> parts;
  PhaseClock clock(models_.device);
  for (int i = 0; i < repeats; ++i) {
    between();
    clock.restart();
    step(&clock);
    parts.resize(clock.phases.size());
    double total = 0;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      parts[p].push_back(clock.phases[p].second);
      total += clock.phases[p].second;
    }
    totals.push_back(total);
  }
  between();
  timing.seconds = median(totals);
  for (std::size_t p = 0; p < parts.size(); ++p) {
    timing.phases.emplace_back(clock.phases[p].first, median(parts[p]));
  }
  timing.peakBytes = knowsPeak ? static_cast<double>(peakResidentBytes()) : 0;
  return timing;
}

}  // namespace everyword
