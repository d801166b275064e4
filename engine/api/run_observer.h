#pragma once

#include "engine/api/run_events.h"

namespace everyword {

/// Hears of a run. All calls come from the thread that called Engine::run, in this order: onStarted
/// once, onStep once a step, onFinished once (also after a failure or a stop). Calls must return at
/// once: the run waits for them.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  /// False: only kept frames and the last picture are of use, whatever the preview interval.
  virtual bool wantsPreviews() const { return true; }
  virtual void onLoading(const std::string & /*what*/, double /*fraction 0..1*/) {}
  virtual void onStarted(const RunStarted &) {}
  virtual void onStep(const StepEvent &) {}
  /// A state that RunControl::checkpointTo asked for is written, or is not: `problem` says why. The
  /// observer may ask again at once, with another path.
  virtual void onCheckpoint(const std::string & /*path*/, const std::string & /*problem*/) {}
  virtual void onFinished(const RunOutcome &) {}
};

/// Hears of several runs (Engine::runTogether); `run` counts from 0. As RunObserver otherwise.
class GroupObserver {
 public:
  virtual ~GroupObserver() = default;
  virtual bool wantsPreviews() const { return true; }
  virtual void onLoading(const std::string & /*what*/, double /*fraction 0..1*/) {}
  virtual void onStarted(std::size_t /*run*/, const RunStarted &) {}
  virtual void onStep(std::size_t /*run*/, const StepEvent &) {}
  virtual void onFinished(std::size_t /*run*/, const RunOutcome &) {}
};

/// One run of several, as the observer of one.
class OneOfSeveral final : public RunObserver {
 public:
  OneOfSeveral(std::size_t run, GroupObserver &all) : run_(run), all_(all) {}

  bool wantsPreviews() const override { return all_.wantsPreviews(); }
  void onLoading(const std::string &what, double fraction) override {
    all_.onLoading(what, fraction);
  }
  void onStarted(const RunStarted &started) override { all_.onStarted(run_, started); }
  void onStep(const StepEvent &event) override { all_.onStep(run_, event); }
  void onFinished(const RunOutcome &outcome) override { all_.onFinished(run_, outcome); }

 private:
  std::size_t run_;
  GroupObserver &all_;
};

}  // namespace everyword
