#include "engine/models/stylegan2/modulated_convolution.h"

#include <torch/csrc/autograd/custom_function.h>

#include "engine/core/precision.h"
#include "engine/nn/convolution_layout.h"
#include "engine/nn/pixel_rows.h"

namespace everyword::stylegan2 {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double kEpsilon = 1e-8;

at::Tensor perChannel(const at::Tensor &t) { return t.unsqueeze(-1).unsqueeze(-1); }

struct Kernels {
  at::Tensor weight;        ///< [B, O, I, 3, 3]
  at::Tensor demodulation;  ///< [B, O]
};

Kernels modulatedKernels(const at::Tensor &kernel, const at::Tensor &style) {
  const at::Tensor scaled = kernel * style.view({style.size(0), 1, -1, 1, 1});
  const at::Tensor demodulation = at::rsqrt(scaled.square().sum({2, 3, 4}) + kEpsilon);
  return {scaled * demodulation.view({style.size(0), -1, 1, 1, 1}), demodulation};
}

/// Each sample with its own kernels: the samples become groups of channels.
at::Tensor convolved(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &blur) {
  const std::int64_t batch = x.size(0), to = weight.size(1), from = weight.size(2);
  const at::Tensor groups = x.reshape({1, batch * from, x.size(2), x.size(3)});
  if (!blur.defined()) {
    const at::Tensor y = at::conv2d(groups, weight.flatten(0, 1), {}, 1, 1, 1, batch);
    return y.view({batch, to, x.size(2), x.size(3)});
  }
  const at::Tensor transposed = weight.transpose(1, 2).reshape({batch * from, to, 3, 3});
  const at::Tensor spread = at::conv_transpose2d(groups, transposed, {}, 2, 0, 0, batch);
  const at::Tensor apart = spread.view({batch, to, 2 * x.size(2) + 1, 2 * x.size(3) + 1});
  return at::conv2d(apart, blur, {}, 1, 1, 1, to);
}

/// The adjoint of the convolution with the kernels all samples share.
at::Tensor adjoint(const at::Tensor &gradient, const at::Tensor &kernel, const at::Tensor &blur) {
  if (!blur.defined()) {
    return at::conv_transpose2d(gradient, kernel, {}, 1, 1);
  }
  const at::Tensor spread = at::conv_transpose2d(gradient, blur, {}, 1, 1, 0, gradient.size(1));
  return at::conv2d(spread, kernel.transpose(0, 1), {}, 2);
}

}  // namespace

struct ModulatedConvolution::Function : torch::autograd::Function<ModulatedConvolution::Function> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &style,
                            const Constants &constants) {
    const Kernels kernels = modulatedKernels(constants.kernel, style);
    const at::Tensor y = inConvolutionLayout(convolved(x, kernels.weight, constants.blur));
    context->save_for_backward(
        {x, style, constants.kernel, constants.energy, constants.blur, kernels.demodulation, y});
    return y;
  }

  // With c the convolution of style * x and d the demodulation, y = d * c and d = rsqrt(style^2 E),
  // so dd/dstyle = -style * d^3 * E.
  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &style = saved[1], &kernel = saved[2], &energy = saved[3],
                     &blur = saved[4], &demodulation = saved[5], &y = saved[6];
    const at::Tensor gradient = inFullPrecision(gradients[0]);  // as the constants are
    // One sample: its kernel is smaller than its feature map.
    at::Tensor atInput = x.size(0) == 1
                             ? adjoint(gradient, kernel * demodulation.view({-1, 1, 1, 1}), blur)
                             : adjoint(gradient * perChannel(demodulation), kernel, blur);
    const at::Tensor throughNorm = pixelDots(gradient, y) * demodulation.square();
    const at::Tensor atStyle =
        pixelDotsThenScale(atInput, x, style) - style * at::matmul(throughNorm, energy);
    return {atInput, atStyle, at::Tensor()};
  }
};

ModulatedConvolution::ModulatedConvolution(const at::Tensor &kernel, const at::Tensor &blur) {
  constants_.energy = kernel.square().sum({2, 3});  // first: then no more than two copies at once
  constants_.kernel = inConvolutionLayout(kernel);
  if (blur.defined()) {
    constants_.blur = blur.expand({kernel.size(0), 1, 4, 4}).contiguous();
  }
}

at::Tensor ModulatedConvolution::operator()(const at::Tensor &x, const at::Tensor &style) const {
  return Function::apply(inConvolutionLayout(x.expand({style.size(0), -1, -1, -1})), style,
                         constants_);
}

}  // namespace everyword::stylegan2
