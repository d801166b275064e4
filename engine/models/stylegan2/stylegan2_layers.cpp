#include "engine/models/stylegan2/stylegan2_layers.h"

#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

namespace everyword::stylegan2 {
namespace {

constexpr double kNormEpsilon = 1e-8;
constexpr double kSlope = 0.2;
constexpr double kMappingRate = 0.01;
const double kGain = std::sqrt(2.0);  // keeps the variance behind the leaky ReLU

/// Leaky ReLU times the gain. It keeps one feature map for the backward pass, not one a factor.
struct GainedLeakyRelu : torch::autograd::Function<GainedLeakyRelu> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &x) {
    const at::Tensor y = at::leaky_relu(x, kSlope).mul_(kGain);
    context->save_for_backward({y});
    return y;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    const at::Tensor y = context->get_saved_variables()[0];  // has the sign of x
    return {at::leaky_relu_backward(gradients[0] * kGain, y, kSlope, true)};
  }
};

at::Tensor activated(const at::Tensor &x) { return GainedLeakyRelu::apply(x); }

double equalised(std::int64_t fanIn) { return 1.0 / std::sqrt(static_cast<double>(fanIn)); }

/// The blur behind an upsampling, [4, 4]. Checkpoints store it; without, it is the published
/// [1,3,3,1] x [1,3,3,1] with sum 4 (the zeros between the pixels take three quarters away).
at::Tensor blurKernel(const WeightSource &source, const std::string &name,
                      const at::Tensor &besides) {
  const at::Tensor kernel = source.getOptional(name, {4, 4});
  if (kernel.defined()) {
    return kernel;
  }
  const at::Tensor row = at::tensor({1.0F, 3.0F, 3.0F, 1.0F}).to(besides.options());
  return at::outer(row, row) / 16;
}

}  // namespace

Linear loadEqualLinear(const WeightSource &source, const std::string &name, std::int64_t from,
                       std::int64_t to, double rate) {
  return {source.get(name + ".weight", {to, from}) * (rate * equalised(from)),
          source.get(name + ".bias", {to}) * rate};
}

Mapping::Mapping(const WeightSource &source, std::int64_t width, std::int64_t layers) {
  for (std::int64_t i = 1; i <= layers; ++i) {  // entry 0 is the pixel norm, which has no weights
    layers_.push_back(
        loadEqualLinear(source, "style." + std::to_string(i), width, width, kMappingRate));
  }
}

at::Tensor Mapping::operator()(const at::Tensor &z) const {
  at::Tensor x = z * at::rsqrt(z.square().mean(1, true) + kNormEpsilon);
  for (const Linear &layer : layers_) {
    x = activated(layer.forward(x));
  }
  return x;
}

StyledConvolution::StyledConvolution(const WeightSource &source, const std::string &name,
                                     std::int64_t styleDim, std::int64_t from, std::int64_t to,
                                     bool upsample)
    : modulation_(loadEqualLinear(source, name + ".conv.modulation", styleDim, from)),
      noiseStrength_(source.get(name + ".noise.weight", {1})),
      bias_(source.get(name + ".activate.bias", {to}).view({1, to, 1, 1})) {
  const at::Tensor kernel =
      source.get(name + ".conv.weight", {1, to, from, 3, 3}).squeeze(0) * equalised(from * 9);
  convolution_ = {kernel,
                  upsample ? blurKernel(source, name + ".conv.blur.kernel", kernel) : at::Tensor()};
}

at::Tensor StyledConvolution::operator()(const at::Tensor &x, const at::Tensor &style,
                                         const at::Tensor &noise) const {
  at::Tensor y = convolution_(x, style) + noise * noiseStrength_;
  return activated(y.add_(bias_));  // in place: no derivative looks at the value before
}

ToRgb::ToRgb(const WeightSource &source, const std::string &name, std::int64_t styleDim,
             std::int64_t from, const std::string &kernelName)
    : modulation_(loadEqualLinear(source, name + ".conv.modulation", styleDim, from)),
      weight_(source.get(name + ".conv.weight", {1, 3, from, 1, 1}).view({3, from}) *
              equalised(from)),
      bias_(source.get(name + ".bias", {1, 3, 1, 1})),
      blur_(blurKernel(source, kernelName, weight_).expand({3, 1, 4, 4}).contiguous()) {}

at::Tensor ToRgb::operator()(const at::Tensor &x, const at::Tensor &style,
                             const at::Tensor &below) const {
  const at::Tensor kernels = weight_ * style.unsqueeze(1);  // [B, 3, I]
  const at::Tensor colours = at::bmm(kernels, x.flatten(2)).unflatten(2, {x.size(2), x.size(3)});
  const at::Tensor rgb = colours + bias_;
  if (!below.defined()) {
    return rgb;
  }
  return rgb + at::conv_transpose2d(below, blur_, {}, 2, 1, 0, 3);
}

}  // namespace everyword::stylegan2
