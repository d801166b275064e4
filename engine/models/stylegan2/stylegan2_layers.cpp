#include "engine/models/stylegan2/stylegan2_layers.h"

#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

#include "engine/core/precision.h"
#include "engine/nn/convolution_layout.h"
#include "engine/nn/pixel_rows.h"

namespace everyword::stylegan2 {
namespace {

constexpr double kNormEpsilon = 1e-8;
constexpr double kSlope = 0.2;
constexpr double kMappingRate = 0.01;
const double kGain = std::sqrt(2.0);  // keeps the variance behind the leaky ReLU

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Noise, bias and leaky ReLU times the gain. It keeps one feature map for the backward pass, not
/// one an operation.
struct NoisyActivation : torch::autograd::Function<NoisyActivation> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &noise,
                            const at::Tensor &bias) {
    const at::Tensor y = biasedLeakyRelu(x, noise, bias, kSlope, kGain);
    context->save_for_backward({y});
    return y;
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const at::Tensor y = context->get_saved_variables()[0];
    return {leakyReluGradient(gradients[0], y, kSlope, kGain), {}, {}};
  }
};

/// x [B, I, H, W] with its style to colours [B, 3, H, W], `weight` [3, I]. The backward pass scales
/// features instead of kernels, as ModulatedConvolution's.
struct Colours : torch::autograd::Function<Colours> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &style,
                            const at::Tensor &weight) {
    context->save_for_backward({x, style, weight});
    const at::Tensor kernels = weight * style.unsqueeze(1);  // [B, 3, I]
    return asMap(at::bmm(asRows(x), kernels.transpose(1, 2)), x);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &style = saved[1], &weight = saved[2];
    at::Tensor atInput = asMap(at::matmul(asRows(inFullPrecision(gradients[0])), weight), x);
    const at::Tensor atStyle = pixelDotsThenScale(atInput, x, style);
    return {atInput, atStyle, {}};
  }

 private:
  /// [B, C, H, W] -> [B, H W, C], and back.
  static at::Tensor asRows(const at::Tensor &map) {
    return map.permute({0, 2, 3, 1}).flatten(1, 2);
  }
  static at::Tensor asMap(const at::Tensor &rows, const at::Tensor &like) {
    return rows.unflatten(1, {like.size(2), like.size(3)}).permute({0, 3, 1, 2});
  }
};

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
    x = at::leaky_relu(layer.forward(x), kSlope) * kGain;
  }
  return x;
}

StyledConvolution::StyledConvolution(const WeightSource &source, const std::string &name,
                                     std::int64_t styleDim, std::int64_t from, std::int64_t to,
                                     bool upsample)
    : modulation_(loadEqualLinear(source, name + ".conv.modulation", styleDim, from)),
      noiseStrength_(source.get(name + ".noise.weight", {1})),
      bias_(source.get(name + ".activate.bias", {to}).view({1, to, 1, 1})) {
  const at::Tensor kernel = scaledInConvolutionLayout(
      source.get(name + ".conv.weight", {1, to, from, 3, 3}).squeeze(0), equalised(from * 9));
  convolution_ = {kernel,
                  upsample ? blurKernel(source, name + ".conv.blur.kernel", kernel) : at::Tensor()};
}

at::Tensor StyledConvolution::operator()(const at::Tensor &x, const at::Tensor &style,
                                         const at::Tensor &noise) const {
  return NoisyActivation::apply(convolution_(x, style), noise * noiseStrength_, bias_);
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
  const at::Tensor rgb = Colours::apply(x, style, weight_) + bias_;
  if (!below.defined()) {
    return rgb;
  }
  return rgb + at::conv_transpose2d(below, blur_, {}, 2, 1, 0, 3);
}

}  // namespace everyword::stylegan2
