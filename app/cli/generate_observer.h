#pragma once

#include <exception>
#include <string>
#include <vector>

#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "engine/api/run_control.h"
#include "engine/api/run_observer.h"

namespace everyword {

/// Follows a run for `everyword generate`: shows progress, writes kept frames as they come, and
/// turns Ctrl+C into a stop with a checkpoint. A run that is resumed gets the frames that the part
/// before has kept.
class GenerateObserver : public RunObserver {
 public:
  /// `earlierFolder`: of the checkpoint that is resumed; empty for a new run.
  GenerateObserver(OutputFolder &folder, RunControl &control, Progress &progress,
                   bool collectFrames, std::string earlierFolder);

  bool wantsPreviews() const override { return false; }

  void onLoading(const std::string &what, double fraction) override;
  void onStarted(const RunStarted &started) override;
  void onStep(const StepEvent &event) override;
  void onCheckpoint(const std::string &path, const std::string &problem) override;
  void onFinished(const RunOutcome &outcome) override;

  /// The frames of the animation, in order of their steps.
  const std::vector<FramePtr> &frames() const { return frames_; }

  /// A frame that could not be written does not end the run; what went wrong is thrown here,
  /// afterwards.
  void throwWriteError() const;

  /// Where the state of a stopped run is; empty when there is none.
  const std::string &checkpoint() const { return checkpoint_; }

 private:
  void stopIfInterrupted();
  void takeEarlierFrames(const RunStarted &started);
  void saveStateIfFolderFails(const StepEvent &event);
  void keep(const FramePtr &frame);
  void write(const Frame &frame);

  OutputFolder &folder_;
  RunControl &control_;
  Progress &progress_;
  bool collectFrames_;
  std::string earlierFolder_, checkpoint_;
  int keepEvery_ = 0;  ///< steps between frames; 0 keeps none
  std::vector<FramePtr> frames_;
  std::exception_ptr writeError_;
};

}  // namespace everyword
