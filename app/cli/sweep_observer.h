#pragma once

#include <string>

#include "app/cli/output_folder.h"
#include "app/cli/progress.h"
#include "engine/api/sweep.h"

namespace everyword {

/// "cells/0012.png": where a cell's file lies in the output folder.
std::string cellName(std::size_t cell, const char *extension);

/// Writes each cell of a sweep when it has ended, and finds those that an earlier sweep has
/// written.
class SweepFolderObserver final : public SweepObserver {
 public:
  /// `cells`: the requests of the sweep.
  SweepFolderObserver(const SweepRequest &sweep, const std::vector<RunRequest> &cells,
                      OutputFolder &folder, Progress &progress, RunControl &control)
      : sweep_(sweep), cells_(cells), folder_(folder), progress_(progress), control_(control) {}

  std::optional<SweepResult> earlier(std::size_t cell, const RunRequest &request) override;
  void onLoading(const std::string &what, double fraction) override;
  void onStarted(std::size_t cell, const RunStarted &started) override;
  void onStep(std::size_t cell, const StepEvent &event) override;
  void onCell(std::size_t cell, const RunOutcome &outcome, const SweepResult &result) override;

  std::size_t kept() const { return kept_; }  ///< cells of an earlier sweep

 private:
  void show(const std::string &what);

  const SweepRequest &sweep_;
  const std::vector<RunRequest> &cells_;
  OutputFolder &folder_;
  Progress &progress_;
  RunControl &control_;
  std::size_t done_ = 0, kept_ = 0;
};

}  // namespace everyword
