#pragma once

#include <functional>
#include <vector>

#include "engine/api/run_observer.h"

namespace everyword {

/// Keeps all that a run says; `atStep`, if set, is called after each step (to stop, edit, ...).
class RecordingObserver : public RunObserver {
 public:
  std::function<void(const StepEvent &)> atStep;
  RunStarted started;
  std::vector<StepEvent> steps;
  int finished = 0;

  void onStarted(const RunStarted &event) override { started = event; }
  void onStep(const StepEvent &event) override {
    steps.push_back(event);
    if (atStep) {
      atStep(event);
    }
  }
  void onFinished(const RunOutcome &) override { ++finished; }
};

}  // namespace everyword
