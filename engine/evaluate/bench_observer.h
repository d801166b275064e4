#pragma once

#include <functional>
#include <string>
#include <utility>

#include "engine/api/run_control.h"
#include "engine/api/run_observer.h"

namespace everyword {

/// Lets the caller watch, and stop, between the steps; keeps the picture before the first one.
class BenchObserver : public GroupObserver {
 public:
  BenchObserver(RunControl &control, std::function<bool(const std::string &)> report,
                std::string name)
      : control_(control), report_(std::move(report)), name_(std::move(name)) {}

  bool wantsPreviews() const override { return false; }
  void onLoading(const std::string &what, double) override { say(what); }
  void onStep(std::size_t run, const StepEvent &event) override {
    if (event.step == 0 && event.frame) {
      start = event;
    }
    say(name_ + ", run " + std::to_string(run + 1) + ", step " + std::to_string(event.step) + "/" +
        std::to_string(event.steps));
  }

  StepEvent start;

 private:
  void say(const std::string &what) {
    if (!report_(what)) {
      control_.stop();
    }
  }

  RunControl &control_;
  std::function<bool(const std::string &)> report_;
  std::string name_;
};

}  // namespace everyword
