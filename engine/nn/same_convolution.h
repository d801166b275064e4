#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

namespace everyword {

struct OrderedKernels;

/// A convolution with constant weights that keeps its picture's size: stride 1, an odd side, half
/// of it as padding. oneDNN brings a kernel into an order of its own before each convolution, which
/// takes a sixth of the time on a picture of 8x8; here small pictures find it in that order
/// already, for the backward pass too (METHOD.md's "one backward" leaves no gradient for weights).
class SameConvolution {
 public:
  SameConvolution() = default;
  /// `weight` [O, I, k, k] in the device's convolution layout; `bias` [O] or undefined.
  explicit SameConvolution(at::Tensor weight, at::Tensor bias = {});

  /// [B, I, H, W] -> [B, O, H, W]. Differentiable in `x` as often as wanted. Any thread.
  at::Tensor operator()(const at::Tensor &x) const;

  const at::Tensor &weight() const { return weight_; }
  const at::Tensor &bias() const { return bias_; }

 private:
  at::Tensor weight_, bias_;
  std::shared_ptr<OrderedKernels> ordered_;  ///< shared by copies; null on other devices
};

}  // namespace everyword
