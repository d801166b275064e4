#pragma once

#include <ATen/core/Tensor.h>

namespace everyword::winograd {

/// Whether this is faster than a plain convolution here: on x86 the kernels have to be compiled for
/// AVX2 (vectorised.h) and the processor to have it, or the sums do not fit into registers.
bool paysHere();

/// Whether pictures [B, from, H, W] can be convolved into [B, to, H, W] here, and the other way.
bool takes(std::int64_t from, std::int64_t to);

/// What `convolve` wants of kernels [O, I, 3, 3]: the kernel transform (values at the evaluation
/// points of the pictures), four times their memory.
at::Tensor transformedKernels(const at::Tensor &kernels);

/// How many bytes they take.
double bytesOfTransformedKernels(std::int64_t from, std::int64_t to);

/// The 3x3 convolution with stride 1 and padding 1 of float32 pictures on the CPU, [B, I, H, W]
/// channels last, by Winograd's algorithm (winograd_transforms.h). `bias` [O] or undefined. Keeps
/// nothing for a gradient. Any thread.
at::Tensor convolve(const at::Tensor &x, const at::Tensor &transformed, const at::Tensor &bias);

/// How `convolve` calls itself to LibTorch's observers, which are given `x` and `transformed`.
constexpr char kName[] = "everyword::winograd";

/// Operations of such a convolution, and of a plain one.
struct Operations {
  double done, plain;
};
Operations operations(const at::Tensor &x, const at::Tensor &transformed);

}  // namespace everyword::winograd
