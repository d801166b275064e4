#include "engine/evaluate/first_frame.h"

#include <chrono>

namespace everyword {

namespace {

using Clock = std::chrono::steady_clock;

class FirstFrame : public RunObserver {
 public:
  explicit FirstFrame(RunControl &control) : control_(control) {}

  void onStep(const StepEvent &event) override {
    if (event.frame && !seen_) {
      seen_ = true;
      at_ = Clock::now();
      control_.stop();
    }
  }

  double secondsSince(Clock::time_point began) const {
    return seen_ ? std::chrono::duration<double>(at_ - began).count() : 0;
  }

 private:
  RunControl &control_;
  bool seen_ = false;
  Clock::time_point at_;
};

}  // namespace

double secondsToFirstFrame(Engine &engine, const RunRequest &request) {
  RunControl control;
  FirstFrame observer(control);
  const auto began = Clock::now();
  engine.run(request, observer, control);
  return observer.secondsSince(began);
}

}  // namespace everyword
