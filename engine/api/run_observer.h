#pragma once

#include "engine/api/run_events.h"

namespace everyword {

/// Hears of a run. All calls come from the thread that called Engine::run, in this order: onStarted
/// once, onStep once a step, onFinished once (also after a failure or a stop). Calls must return at
/// once: the run waits for them.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void onLoading(const std::string & /*what*/, double /*fraction 0..1*/) {}
  virtual void onStarted(const RunStarted &) {}
  virtual void onStep(const StepEvent &) {}
  virtual void onFinished(const RunOutcome &) {}
};

}  // namespace everyword
