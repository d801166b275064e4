#pragma once

namespace everyword {

/// While one exists, the first Ctrl+C (or SIGTERM) only sets a flag, so that results can be
/// written; a second one ends the process at once.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard &) = delete;
  InterruptGuard &operator=(const InterruptGuard &) = delete;

  static bool interrupted();
};

}  // namespace everyword
