#pragma once

#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/run_observer.h"
#include "engine/run/box_looks.h"
#include "engine/run/edited_target.h"
#include "engine/run/guided_step.h"
#include "engine/run/preview.h"
#include "engine/run/start_search.h"
#include "engine/run/step_clock.h"

namespace everyword {

/// One run from its first step to its outcome. The loop says when it steps; all of it but
/// `computeStep` is called from the loop's thread, which is the observer's.
class OneRun {
 public:
  /// `texts` may be that of several runs. Throws InputError.
  OneRun(RunState state, const PreparedRun &prepared, TextFeatures &texts, RunObserver &observer);
  OneRun(const OneRun &) = delete;
  OneRun &operator=(const OneRun &) = delete;

  /// onStarted, the picture before the first step, the precision. `begun`: a run that has begun, or
  /// nullptr; where it began with the same picture, its preview is shown.
  /// A start by search is looked for first; `afterPause` is asked between its batches.
  void begin(const OneRun *begun, const std::function<bool()> &goOn,
             const std::function<bool()> &afterPause);
  /// Searches the boxes anew whose attempt an edit has raised; all else stays. The latent is as it
  /// was when `afterPause` ends it.
  void searchAnew(const std::function<bool()> &afterPause);

  bool isActive() const { return !end_ && state_.step < state_.request.schedule.steps; }
  const RunState &state() const { return state_; }
  EditedTarget &target() { return target_; }
  const EditedTarget &target() const { return target_; }

  /// The step after the state's; changes no more than the random stream. Unset when `goOn` ended
  /// it.
  std::optional<StepResult> computeStep(const PhaseDone &goOn);
  /// Moves the latent, reports. Throws Error when the step's numbers are none; the state is then
  /// that of the step before.
  void finishStep(const StepResult &result, double seconds);

  void stop() { end_ = RunOutcome::Kind::Stopped; }
  void fail(const std::exception &error);
  void forgetPause() { clock_.forgetPause(); }
  void writeState(const std::string &path);

  /// The outcome, once the run is no longer active; calls onFinished.
  RunOutcome finish();

 private:
  const RunRequest &request() const { return target_.request(); }
  void show(StepEvent &event, const Preview &preview) const;
  Preview preview(const at::Tensor &picture, int step);
  SearchResult search(const std::vector<at::Tensor> &ground, const std::vector<int> &only,
                      const std::function<bool()> &goOn);
  void setStart(const std::vector<at::Tensor> &latent);
  bool beginsLike(const OneRun &other) const;
  void lookAtBoxes(const at::Tensor &picture);
  void lookAtLast();
  void report(const StepResult &result);
  void complete(RunOutcome &outcome);
  RunRequest recipe() const;
  std::string sentenceFor(const std::exception &error) const;

  RunState state_;  ///< its request as it was at the start, with the edits since then
  const PreparedRun &prepared_;
  const LoadedModels &models_;
  const LatentSpace &space_;
  TextFeatures &texts_;
  RunObserver &observer_;
  Rng rng_;
  StepClock clock_;
  EditedTarget target_;
  int triedStarts_ = 0;           ///< of a search that was stopped
  double searchSeconds_ = 0;      ///< part of the state's seconds that no step took
  std::optional<Preview> first_;  ///< of the picture that the run begins with
  Preview last_;
  std::vector<RegionScore> lastScores_;
  BoxLooks looks_;
  std::vector<LooksLike> lastLooks_;     ///< of the picture in `last_`; empty: nobody has looked
  std::optional<RunOutcome::Kind> end_;  ///< how it ended before its last step
  std::string error_;
};

}  // namespace everyword
