#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace everyword {

/// Adam (Kingma and Ba 2015) on a list of tensors, beta 0.9 and 0.999, epsilon 1e-8, over
/// LibTorch's fused kernel. Its whole state is in the open, so that a run can be resumed exactly.
struct Adam {
  std::vector<at::Tensor> firstMoments, secondMoments;  ///< each the shape of its parameter
  std::vector<at::Tensor> steps;                        ///< scalars, float32

  static Adam startFor(const std::vector<at::Tensor> &parameters);

  /// Changes `parameters` in place (no graph). `learningRate` may change from step to step.
  void update(const std::vector<at::Tensor> &parameters, const std::vector<at::Tensor> &gradients,
              double learningRate);
};

}  // namespace everyword
