#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

namespace everyword {

struct WinogradKernels;

/// A convolution with constant weights that keeps its picture's size: stride 1, an odd side, half
/// of it as padding. On the CPU, 3x3 kernels of up to a million weights are applied in Winograd's
/// way, both ways through them (METHOD.md's "one backward" leaves no gradient for weights).
class SameConvolution {
 public:
  SameConvolution() = default;
  /// `weight` [O, I, k, k] in the device's convolution layout; `bias` [O] or undefined.
  explicit SameConvolution(at::Tensor weight, at::Tensor bias = {});

  /// [B, I, H, W] -> [B, O, H, W]. Differentiable in `x` as often as wanted. Any thread.
  at::Tensor operator()(const at::Tensor &x) const;

  /// What a 3x3 one takes beside its weights once it has been used both ways on a CPU, bytes.
  static double extraBytes(std::int64_t from, std::int64_t to);

  const at::Tensor &weight() const { return weight_; }
  const at::Tensor &bias() const { return bias_; }

 private:
  at::Tensor weight_, bias_;
  std::shared_ptr<WinogradKernels> kernels_;  ///< for winograd.h, shared by copies; null elsewhere
};

}  // namespace everyword
