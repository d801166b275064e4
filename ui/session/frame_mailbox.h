#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/api/run_events.h"

namespace everyword {

/// What the GUI thread finds when it looks: all steps since it last looked, and the newest frame
/// alone, beside that of the start.
struct MailboxContent {
  std::vector<StepEvent> steps;     ///< oldest first; their `frame` is empty
  std::optional<StepEvent> start;   ///< the latest event before the first step, with its frame
  std::optional<StepEvent> newest;  ///< the latest event that had a frame, with it
};

/// The way from the run's thread to the GUI thread. Neither waits for the other: put() replaces an
/// untaken frame, and wakes the reader once until it has taken. Thread-safe.
class FrameMailbox {
 public:
  /// `wake` is called from the putting thread, at most once between two take(); it has to queue,
  /// not to work.
  explicit FrameMailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  void put(const StepEvent &event);
  MailboxContent take();
  /// Forgets what has not been taken.
  void clear();

 private:
  std::function<void()> wake_;
  std::mutex mutex_;
  MailboxContent content_;
  bool wakePending_ = false;
};

}  // namespace everyword
