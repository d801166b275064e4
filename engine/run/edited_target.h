#pragma once

#include <string>
#include <vector>

#include "engine/api/param_spec.h"
#include "engine/run/prepared_run.h"
#include "engine/run/run_checkpoint.h"
#include "engine/run/step_target.h"

namespace everyword {

/// The target of a run's next step: that of its request, with all edits so far. An edit passes the
/// checks of a start; one that does not, such as a region without a label yet, is said and not
/// used. What is adopted is recorded in the state's request, so that it still makes this picture.
class EditedTarget {
 public:
  /// Of a run that is resumed, with the edits up to its step. Throws InputError.
  EditedTarget(RunState &state, const PreparedRun &prepared, TextFeatures &texts);

  const StepTarget &target() const { return target_; }
  const RunRequest &request() const { return current_; }
  PictureSize size() const { return size_; }

  /// The edits of an earlier run that are due at this step.
  void repeatEdits();
  /// Prompt, regions, words, protected area and live parameters count from this step on, but for
  /// the parameters in `kept`; latent and optimiser state stay.
  void take(const RunRequest &edited, const std::vector<const ParamSpec *> &kept);
  /// Ids of the regions whose attempt was raised since the last call: they are to be searched anew.
  std::vector<int> takeAttempts();
  /// The start has changed: what compares with it compares with the new one.
  void startChanged();
  void setPrecision(Precision precision);
  /// Why the last edit is not used, once; "" when it is.
  std::string takeRefusal();

 private:
  bool editIsDue(int step) const;
  std::vector<int> raisedAttempts(const RunRequest &next) const;
  void setTarget(const RunRequest &request);
  bool adopt(const RunRequest &next);

  RunState &state_;
  const PreparedRun &prepared_;
  TextFeatures &texts_;
  PictureSize size_;
  RunRequest current_;        ///< with all edits so far
  std::size_t nextEdit_ = 0;  ///< of the request's
  std::string refusal_;
  std::vector<int> attempts_;  ///< regions to be searched anew
  StartAnchor anchor_;
  unsigned anchored_ = 0;  ///< needs that the anchor meets
  StepTarget target_;
};

}  // namespace everyword
