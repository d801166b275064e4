#pragma once

#include <functional>

namespace everyword {

/// While one exists, it hears of the tensors that models read on this thread, so that loading shows
/// progress within a model and can be broken off there.
class LoadWatch {
 public:
  /// `report(fraction)`, in 0 .. 1 and rising, after each few megabytes of the `expected` entries.
  /// What it throws ends the loading and passes through.
  LoadWatch(double expected, std::function<void(double)> report);
  ~LoadWatch();
  LoadWatch(const LoadWatch &) = delete;
  LoadWatch &operator=(const LoadWatch &) = delete;

  void add(double entries);

  static LoadWatch *current();  ///< of this thread, or nullptr

 private:
  double expected_, read_ = 0, reported_ = 0;
  std::function<void(double)> report_;
  LoadWatch *outer_;
};

}  // namespace everyword
