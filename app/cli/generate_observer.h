#pragma once

#include <exception>
#include <vector>

#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "engine/api/run_control.h"
#include "engine/api/run_observer.h"

namespace everyword {

/// Follows a run for `everyword generate`: shows progress, writes kept frames as they come, and
/// turns Ctrl+C into a stop with a checkpoint.
class GenerateObserver : public RunObserver {
 public:
  /// `keepEvery`: steps between frames; 0 keeps none.
  GenerateObserver(OutputFolder &folder, RunControl &control, Progress &progress,
                   bool collectFrames, int keepEvery);

  void onLoading(const std::string &what, double fraction) override;
  void onStarted(const RunStarted &started) override;
  void onStep(const StepEvent &event) override;
  void onFinished(const RunOutcome &outcome) override;

  /// The frames of the animation, in order of their steps.
  const std::vector<FramePtr> &frames() const { return frames_; }

  /// A frame that could not be written does not end the run; what went wrong is thrown here,
  /// afterwards.
  void throwWriteError() const;

 private:
  void stopIfInterrupted();
  void keep(const FramePtr &frame);
  void write(const Frame &frame);

  OutputFolder &folder_;
  RunControl &control_;
  Progress &progress_;
  bool collectFrames_;
  int keepEvery_;
  std::vector<FramePtr> frames_;
  std::exception_ptr writeError_;
};

}  // namespace everyword
