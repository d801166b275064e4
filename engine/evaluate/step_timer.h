#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/models/model_loader.h"
#include "engine/run/guided_step.h"
#include "engine/run/phase_clock.h"
#include "engine/run/run_checkpoint.h"

namespace everyword {

/// Medians over some steps of one request.
struct StepTiming {
  double seconds = 0;
  std::vector<std::pair<std::string, double>> phases;  ///< their seconds, in the step's order
  double operations = 0;  ///< of one step's networks as they are defined, both ways
  double done = 0;        ///< what the step asked for (ArithmeticCounter)
  double peakBytes = 0;   ///< resident set at most, while the steps ran; 0: not known
  /// Share of relevance and losses in the step, [0, 1].
  double relevanceShare() const;
};

/// Takes the guided steps of a run, as the run takes them, and times them: decode to the
/// optimiser's update, in the request's precision; Auto is decided first.
class StepTimer {
 public:
  /// `space`: row of the table of latent spaces that the run moves in.
  StepTimer(const RunRequest &request, const LoadedModels &models, const std::string &space);

  /// One step to warm up, one to count, then `repeats` timed ones, with `between` before each and
  /// after the last.
  StepTiming measure(int repeats, const std::function<void()> &between);

  Precision precision() const { return target_.plan.precision; }
  int width() const { return size_.width; }  ///< pixels, rounded to the generator's grid
  int height() const { return size_.height; }

 private:
  void step(PhaseClock *clock);

  LoadedModels models_;
  std::shared_ptr<const LatentSpace> space_;
  RunState state_;
  TextFeatures texts_;
  Rng rng_;
  PictureSize size_;
  StepTarget target_;
};

double median(std::vector<double> values);

}  // namespace everyword
