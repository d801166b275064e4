#include "engine/nn/same_convolution.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <memory>
#include <mutex>
#include <utility>

#include "engine/nn/cpu/winograd.h"

namespace everyword {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Larger kernels are not held nine times.
constexpr std::int64_t kMostWeights = 1 << 20;
/// Pixels of all pictures of a batch below which a kernel is read for too few of them.
constexpr std::int64_t kFewestPixels = 64;

bool suits(std::int64_t from, std::int64_t to) {
  return winograd::paysHere() && winograd::takes(from, to) && 9 * from * to <= kMostWeights;
}

}  // namespace

/// Transformed filters for winograd.h, made lazily. A convolution's gradient is the
/// convolution with the kernel turned by half a circle, channels exchanged; that one's gradient is
/// the first again.
struct WinogradKernels {
  explicit WinogradKernels(at::Tensor weight) : weight_(std::move(weight)) {}

  const at::Tensor &there() {
    std::call_once(onceThere_, [this] { there_ = winograd::transformedKernels(weight_); });
    return there_;
  }
  const at::Tensor &back() {
    std::call_once(onceBack_, [this] {
      back_ = winograd::transformedKernels(weight_.flip({2, 3}).transpose(0, 1));
    });
    return back_;
  }

 private:
  const at::Tensor weight_;
  std::once_flag onceThere_, onceBack_;
  at::Tensor there_, back_;
};

namespace {

/// As something that an autograd context can hold.
struct Held : torch::CustomClassHolder {
  explicit Held(std::shared_ptr<WinogradKernels> k) : kernels(std::move(k)) {}
  std::shared_ptr<WinogradKernels> kernels;
};

struct Convolving : torch::autograd::Function<Convolving> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x,
                            const std::optional<at::Tensor> &bias,
                            const std::shared_ptr<WinogradKernels> &kernels, bool backwards) {
    context->saved_data["kernels"] = c10::IValue::make_capsule(c10::make_intrusive<Held>(kernels));
    context->saved_data["backwards"] = backwards;
    const at::Tensor &values = backwards ? kernels->back() : kernels->there();
    return winograd::convolve(x, values, bias.value_or(at::Tensor()));
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const auto held =
        c10::static_intrusive_pointer_cast<Held>(context->saved_data["kernels"].toCapsule());
    const bool backwards = context->saved_data["backwards"].toBool();
    const at::Tensor above = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    return {apply(above, std::optional<at::Tensor>(), held->kernels, !backwards), {}, {}, {}};
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
      suits(weight_.size(1), weight_.size(0))) {
    kernels_ = std::make_shared<WinogradKernels>(weight_);
  }
}

double SameConvolution::extraBytes(std::int64_t from, std::int64_t to) {
  return suits(from, to) ? 2 * winograd::bytesOfTransformedKernels(from, to) : 0;
}

at::Tensor SameConvolution::operator()(const at::Tensor &x) const {
  if (kernels_ && fits(x)) {
    return Convolving::apply(x, bias_.defined() ? std::optional(bias_) : std::nullopt, kernels_,
                             false);
  }
  const std::int64_t half = weight_.size(2) / 2;
  return at::conv2d(x, weight_, bias_, {1, 1}, {half, half});
}

}  // namespace everyword
