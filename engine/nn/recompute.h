#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace everyword {

/// While it lives (and `active`), this thread's networks keep only the inputs of their blocks for
/// the backward pass, which then computes each block once more: much less memory, one more forward
/// pass, the same numbers to the last bit (Chen et al. 2016, "Training deep nets with sublinear
/// memory cost").
class SparingMemory {
 public:
  explicit SparingMemory(bool active);
  ~SparingMemory();
  SparingMemory(const SparingMemory &) = delete;
  SparingMemory &operator=(const SparingMemory &) = delete;

  /// In this thread.
  static bool isActive();

 private:
  bool before_;
};

/// block(x); inside a SparingMemory without keeping what lies between. `block` has no other input
/// that requires gradients, and holds by value what it needs: it runs again in the backward pass.
at::Tensor recomputable(const std::function<at::Tensor(const at::Tensor &)> &block,
                        const at::Tensor &x);

}  // namespace everyword
