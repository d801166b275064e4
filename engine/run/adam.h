#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace everyword {

/// Adam (Kingma and Ba 2015) on one tensor, beta 0.9 and 0.999, epsilon 1e-8, over LibTorch's fused
/// kernel. Its whole state is in the open, so that a run can be resumed exactly.
struct Adam {
  at::Tensor firstMoment, secondMoment;  ///< shape of the parameter
  at::Tensor step;                       ///< scalar float32

  static Adam startFor(const at::Tensor &parameter);

  /// Changes `parameter` in place (no graph). `learningRate` may change from step to step.
  void update(at::Tensor &parameter, const at::Tensor &gradient, double learningRate);
};

}  // namespace everyword
