#pragma once

#include <atomic>
#include <cstdint>

namespace everyword {

/// Counts the arithmetic that LibTorch is asked for while it lives, in all threads: matrix
/// products, convolutions and attention, forwards and backwards, a multiplication and an addition
/// being two operations; from the shapes of what is called, so that work done twice counts twice.
/// Norms, activations and resizing do not count. One at a time; slows the work down a little, so
/// what is timed is not counted and the other way round.
class ArithmeticCounter {
 public:
  ArithmeticCounter();
  ~ArithmeticCounter();
  ArithmeticCounter(const ArithmeticCounter &) = delete;
  ArithmeticCounter &operator=(const ArithmeticCounter &) = delete;

  double operations() const { return operations_.load(); }

  /// How many more a plain convolution would have asked for (winograd.h).
  double saved() const { return saved_.load(); }

 private:
  struct Callback;
  std::atomic<double> operations_{0}, saved_{0};
  std::uint64_t handle_ = 0;
};

}  // namespace everyword
