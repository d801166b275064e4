#include "engine/nn/same_convolution.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/nn/convolution_layout.h"

namespace everyword {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Positions of all pictures of a batch from which on the reordering is lost in the convolution.
constexpr std::int64_t kMostPositions = 2048;
/// Larger kernels are not held three times.
constexpr std::int64_t kMostWeights = 1 << 20;

using Settings = c10::List<std::optional<at::Scalar>>;
using Run = at::Tensor(const at::Tensor &, const at::Tensor &, const std::optional<at::Tensor> &,
                       at::IntArrayRef, at::IntArrayRef, at::IntArrayRef, std::int64_t,
                       std::string_view, Settings, std::optional<std::string_view>);

/// LibTorch's convolution that takes an ordered kernel; builds without oneDNN have none.
const std::optional<c10::TypedOperatorHandle<Run>> &orderedConvolution() {
  static const auto operation = []() -> std::optional<c10::TypedOperatorHandle<Run>> {
    const auto found =
        c10::Dispatcher::singleton().findSchema({"mkldnn::_convolution_pointwise", ""});
    return found && at::globalContext().hasMKLDNN() ? std::optional(found->typed<Run>())
                                                    : std::nullopt;
  }();
  return operation;
}

/// A kernel [O, I, k, k] in oneDNN's order for the picture that it met last.
class OrderedKernel {
 public:
  explicit OrderedKernel(at::Tensor plain) : plain_(std::move(plain)) {}

  at::Tensor convolve(const at::Tensor &x, const std::optional<at::Tensor> &bias) {
    const std::int64_t half = plain_.size(2) / 2;
    const std::vector<std::int64_t> padding = {half, half}, one = {1, 1};
    return orderedConvolution()->call(x, forSize(x.sizes(), padding, one), bias, padding, one, one,
                                      1, "none", Settings(), "");
  }

 private:
  at::Tensor forSize(at::IntArrayRef size, at::IntArrayRef padding, at::IntArrayRef one) {
    const std::scoped_lock lock(mutex_);
    if (size != at::IntArrayRef(size_)) {
      ordered_ = at::mkldnn_reorder_conv2d_weight(plain_.contiguous().to_mkldnn(), padding, one,
                                                  one, 1, size);
      size_ = size.vec();
    }
    return ordered_;
  }

  const at::Tensor plain_;
  std::mutex mutex_;
  std::vector<std::int64_t> size_;
  at::Tensor ordered_;
};

}  // namespace

/// A convolution's gradient is the convolution with the flipped kernel, channels exchanged; that
/// one's gradient is the first again.
struct OrderedKernels {
  explicit OrderedKernels(const at::Tensor &weight)
      : there(weight), back(weight.flip({2, 3}).transpose(0, 1)) {}
  OrderedKernel there, back;
};

namespace {

/// As something that an autograd context can hold.
struct Held : torch::CustomClassHolder {
  Held(std::shared_ptr<OrderedKernels> k, bool b) : kernels(std::move(k)), backwards(b) {}
  std::shared_ptr<OrderedKernels> kernels;
  bool backwards;
};

struct Convolving : torch::autograd::Function<Convolving> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x,
                            const std::optional<at::Tensor> &bias,
                            const std::shared_ptr<OrderedKernels> &kernels, bool backwards) {
    context->saved_data["kernels"] =
        c10::IValue::make_capsule(c10::make_intrusive<Held>(kernels, backwards));
    return (backwards ? kernels->back : kernels->there).convolve(x, bias);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const auto held =
        c10::static_intrusive_pointer_cast<Held>(context->saved_data["kernels"].toCapsule());
    const at::Tensor above = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    return {apply(above, std::optional<at::Tensor>(), held->kernels, !held->backwards), {}, {}, {}};
  }
};

bool fits(const at::Tensor &x) {
  return x.scalar_type() == at::kFloat && x.is_contiguous(at::MemoryFormat::ChannelsLast) &&
         x.size(0) * x.size(2) * x.size(3) <= kMostPositions &&
         !at::autocast::is_autocast_enabled(at::kCPU);
}

}  // namespace

SameConvolution::SameConvolution(at::Tensor weight, at::Tensor bias)
    : weight_(std::move(weight)), bias_(std::move(bias)) {
  if (weight_.is_cpu() && weight_.scalar_type() == at::kFloat && weight_.numel() <= kMostWeights &&
      orderedConvolution()) {
    ordered_ = std::make_shared<OrderedKernels>(weight_);
  }
}

at::Tensor SameConvolution::operator()(const at::Tensor &x) const {
  if (ordered_ && x.dim() == 4 && x.numel() > 0 && fits(x)) {
    return Convolving::apply(x, bias_.defined() ? std::optional(bias_) : std::nullopt, ordered_,
                             false);
  }
  const std::int64_t half = weight_.size(2) / 2;
  return at::conv2d(x, weight_, bias_, {1, 1}, {half, half});
}

}  // namespace everyword
