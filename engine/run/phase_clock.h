#pragma once

#include <c10/core/Device.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/product_rate.h"

namespace everyword {

/// Seconds of the phases of one step, in their order. Each lap waits for the device, so that a
/// GPU's work counts where it was asked for: for timing, not for the steps of a run.
class PhaseClock {
 public:
  explicit PhaseClock(c10::Device device) : device_(device) { restart(); }

  void restart() {
    waitForDevice(device_);
    phases.clear();
    last_ = std::chrono::steady_clock::now();
  }

  void lap(const std::string &phase) {
    waitForDevice(device_);
    const auto now = std::chrono::steady_clock::now();
    phases.emplace_back(phase, std::chrono::duration<double>(now - last_).count());
    last_ = now;
  }

  std::vector<std::pair<std::string, double>> phases;

 private:
  c10::Device device_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace everyword
