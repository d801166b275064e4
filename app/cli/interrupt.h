#pragma once

#include <functional>

namespace everyword {

/// While one exists, the first Ctrl+C, SIGTERM, SIGHUP (a terminal that is closed, an SSH
/// connection that drops) or SIGPIPE (the reader of the output has gone) only sets a flag, so that
/// results can be written; a Ctrl+C after that ends the process at once. Under nohup SIGHUP stays
/// ignored.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard &) = delete;
  InterruptGuard &operator=(const InterruptGuard &) = delete;

  static bool interrupted();
};

/// Thrown by untilInterrupted(). The process has to end, by std::_Exit, once what it leaves behind
/// is cleaned up: the work still runs.
struct Interrupted {};

/// Does `work`, which cannot be stopped, on a thread of its own. Rethrows what it throws; throws
/// Interrupted when a signal comes first. What `work` uses must outlive the process's end: own it
/// by shared pointers.
void untilInterrupted(const std::function<void()> &work);

}  // namespace everyword
