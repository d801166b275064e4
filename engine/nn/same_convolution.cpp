#include "engine/nn/same_convolution.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <optional>
#include <utility>

#include "engine/nn/winograd.h"

namespace everyword {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Larger kernels are not held nine times.
constexpr std::int64_t kMostWeights = 1 << 20;
/// Pixels of all pictures of a batch below which a kernel is read for too few of them.
constexpr std::int64_t kFewestPixels = 64;

/// The gradient of one is the other, with the values of the other's kernels.
struct Convolving : torch::autograd::Function<Convolving> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &values,
                            const at::Tensor &gradientValues,
                            const std::optional<at::Tensor> &bias) {
    context->saved_data["values"] = values;
    context->saved_data["gradient values"] = gradientValues;
    return winograd::convolve(x, values, bias.value_or(at::Tensor()));
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const at::Tensor values = context->saved_data["values"].toTensor();
    const at::Tensor gradientValues = context->saved_data["gradient values"].toTensor();
    const at::Tensor above = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    return {apply(above, gradientValues, values, std::optional<at::Tensor>()), {}, {}, {}};
  }
};

bool fits(const at::Tensor &x) {
  return x.dim() == 4 && x.scalar_type() == at::kFloat &&
         x.is_contiguous(at::MemoryFormat::ChannelsLast) &&
         x.size(0) * x.size(2) * x.size(3) >= kFewestPixels &&
         !at::autocast::is_autocast_enabled(at::kCPU);
}

}  // namespace

SameConvolution::SameConvolution(at::Tensor weight, at::Tensor bias)
    : weight_(std::move(weight)), bias_(std::move(bias)) {
  const bool isThree = weight_.size(2) == 3 && weight_.size(3) == 3;
  if (weight_.is_cpu() && weight_.scalar_type() == at::kFloat && isThree &&
      weight_.numel() <= kMostWeights && winograd::takes(weight_.size(1), weight_.size(0))) {
    // The gradient is convolved with the kernel turned by half a circle, channels exchanged.
    values_ = winograd::kernelValues(weight_);
    gradientValues_ = winograd::kernelValues(weight_.flip({2, 3}).transpose(0, 1));
  }
}

at::Tensor SameConvolution::operator()(const at::Tensor &x) const {
  if (values_.defined() && fits(x)) {
    return Convolving::apply(x, values_, gradientValues_,
                             bias_.defined() ? std::optional(bias_) : std::nullopt);
  }
  const std::int64_t half = weight_.size(2) / 2;
  return at::conv2d(x, weight_, bias_, {1, 1}, {half, half});
}

}  // namespace everyword
