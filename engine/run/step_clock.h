#pragma once

#include <chrono>
#include <deque>

namespace everyword {

/// Speed over the last seconds, and when the next preview is due. Time, not steps: a slow machine
/// still sees every frame, a fast one is not slowed down by them.
class StepClock {
 public:
  explicit StepClock(int previewIntervalMs) : interval_(previewIntervalMs) {}

  void stepDone() {
    const auto now = Clock::now();
    recent_.push_back(now);
    while (recent_.size() > 2 && now - recent_.front() > std::chrono::seconds(5)) {
      recent_.pop_front();
    }
  }

  double stepsPerSecond() const {
    if (recent_.size() < 2) {
      return 0.0;
    }
    const double span = std::chrono::duration<double>(recent_.back() - recent_.front()).count();
    return span > 0 ? static_cast<double>(recent_.size() - 1) / span : 0.0;
  }

  /// True at most once an interval.
  bool previewDue() {
    const auto now = Clock::now();
    if (hasShown_ && now - lastPreview_ < interval_) {
      return false;
    }
    hasShown_ = true;
    lastPreview_ = now;
    return true;
  }

  void forgetPause() { recent_.clear(); }  ///< time spent paused is no speed

 private:
  using Clock = std::chrono::steady_clock;
  std::chrono::milliseconds interval_;
  std::deque<Clock::time_point> recent_;
  Clock::time_point lastPreview_;
  bool hasShown_ = false;
};

}  // namespace everyword
