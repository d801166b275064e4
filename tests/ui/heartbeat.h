#pragma once

#include <QTimer>
#include <algorithm>
#include <fstream>

#include "tests/ui/test_window.h"

namespace everyword {

/// A timer of 5 ms in the GUI thread: how late it is shows how long the event loop was away,
/// whatever kept it. Linux says how much of that the thread was ready and another one had the
/// processor; the rest is the window's own doing. GUI thread only.
class Heartbeat {
 public:
  Heartbeat() {
    timer_.setTimerType(Qt::PreciseTimer);
    timer_.setInterval(5);
    QObject::connect(&timer_, &QTimer::timeout, &timer_, [this] { beat(); });
  }
  /// From now on, with nothing measured yet.
  void start() {
    largestClockMs_ = largestProcessorMs_ = largestOwnMs_ = 0;
    over50_ = beats_ = 0;
    resume();
  }
  /// What happens between the two is the test's own, not the window's.
  void pause() { timer_.stop(); }
  void resume() {
    lastClock_ = TimedApplication::now(CLOCK_MONOTONIC);
    lastProcessor_ = TimedApplication::now(CLOCK_THREAD_CPUTIME_ID);
    lastQueued_ = queuedMs();
    timer_.start();
  }
  double largestClockMs() const { return largestClockMs_; }  ///< between two beats
  /// That the thread computed between two beats, all events together.
  double largestProcessorMs() const { return largestProcessorMs_; }
  /// Between two beats by the clock, without what other threads and programs have taken.
  double largestOwnMs() const { return largestOwnMs_; }
  int over50() const { return over50_; }  ///< gaps of more than 50 ms by the clock
  int beats() const { return beats_; }

 private:
  void beat() {
    const double clock = TimedApplication::now(CLOCK_MONOTONIC);
    const double processor = TimedApplication::now(CLOCK_THREAD_CPUTIME_ID);
    largestClockMs_ = std::max(largestClockMs_, clock - lastClock_);
    largestProcessorMs_ = std::max(largestProcessorMs_, processor - lastProcessor_);
    const double queued = queuedMs();
    largestOwnMs_ = std::max(largestOwnMs_, clock - lastClock_ - (queued - lastQueued_));
    lastQueued_ = queued;
    over50_ += clock - lastClock_ > 50 ? 1 : 0;
    ++beats_;
    lastClock_ = clock;
    lastProcessor_ = processor;
  }

  /// Time so far in which this thread could have run and had no processor; 0 where it is not known.
  static double queuedMs() {
    std::ifstream file("/proc/thread-self/schedstat");
    double running = 0, queued = 0;
    file >> running >> queued;
    return queued / 1e6;
  }

  QTimer timer_;
  double lastClock_ = 0, lastProcessor_ = 0, lastQueued_ = 0;
  double largestClockMs_ = 0, largestProcessorMs_ = 0, largestOwnMs_ = 0;
  int over50_ = 0, beats_ = 0;
};

}  // namespace everyword
