#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace everyword {

/// silu(groupNorm(x) + residual), x * sigmoid(x) of the normalised x (Wu and He 2018; Elfwing et
/// al. 2017). `x` [B, C, H, W], `weight`, `bias` [C]; `residual` like `x`, or undefined. In float32
/// on the CPU, channels last, it is one operation that passes twice over memory, forwards and
/// backwards, where LibTorch's take seven passes; elsewhere LibTorch's. Weights are constants. Of
/// the one operation there is no second derivative: asking for it throws Error.
at::Tensor groupNormSilu(const at::Tensor &x, std::int64_t groups, const at::Tensor &weight,
                         const at::Tensor &bias, double epsilon, const at::Tensor &residual = {});

}  // namespace everyword
