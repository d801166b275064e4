#include "engine/evaluate/arithmetic_counter.h"

#include <ATen/ATen.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <string_view>

#include "engine/nn/cpu/winograd.h"

namespace everyword {

namespace {

using Inputs = c10::ArrayRef<const c10::IValue>;

ArithmeticCounter *counting = nullptr;

at::Tensor tensorAt(Inputs inputs, std::size_t index) {
  return index < inputs.size() && inputs[index].isTensor() ? inputs[index].toTensor()
                                                           : at::Tensor();
}

double numberOf(const at::Tensor &tensor) { return static_cast<double>(tensor.numel()); }

/// [..., n, k] x [..., k, m]; `a` and `b` tell which inputs.
double product(Inputs inputs, std::size_t a, std::size_t b) {
  const at::Tensor left = tensorAt(inputs, a), right = tensorAt(inputs, b);
  return left.defined() && right.defined()
             ? 2 * numberOf(left) * static_cast<double>(right.size(-1))
             : 0;
}

/// `pictures` are those that the kernel visits one by one: the output's, or the input's of a
/// transposed one.
double perPosition(const at::Tensor &pictures, const at::Tensor &weight) {
  return 2 * numberOf(weight) * numberOf(pictures) / static_cast<double>(pictures.size(1));
}

/// input, weight, bias, stride, padding, dilation, transposed, ...
double convolution(Inputs inputs) {
  const at::Tensor input = tensorAt(inputs, 0), weight = tensorAt(inputs, 1);
  if (!input.defined() || !weight.defined()) {
    return 0;
  }
  if (inputs[6].toBool()) {
    return perPosition(input, weight);
  }
  const auto stride = inputs[3].toIntVector(), padding = inputs[4].toIntVector(),
             dilation = inputs[5].toIntVector();
  // One number may stand for all axes.
  const auto along = [](const std::vector<std::int64_t> &numbers, std::int64_t axis) {
    return numbers[std::min(static_cast<std::size_t>(axis - 2), numbers.size() - 1)];
  };
  double positions = static_cast<double>(input.size(0));
  for (std::int64_t axis = 2; axis < input.dim(); ++axis) {
    const auto reach = along(dilation, axis) * (weight.size(axis) - 1) + 1;
    const auto room = input.size(axis) + 2 * along(padding, axis) - reach;
    positions *= static_cast<double>(room / along(stride, axis) + 1);
  }
  return 2 * numberOf(weight) * positions;
}

/// gradient, input, weight, bias sizes, stride, padding, dilation, transposed, output padding,
/// groups, which gradients.
double convolutionBackward(Inputs inputs) {
  const at::Tensor gradient = tensorAt(inputs, 0), input = tensorAt(inputs, 1),
                   weight = tensorAt(inputs, 2);
  if (!gradient.defined() || !input.defined() || !weight.defined()) {
    return 0;
  }
  const auto wanted = inputs[10].toBoolList();
  const double each = perPosition(inputs[7].toBool() ? input : gradient, weight);
  return each * (int{wanted[0]} + int{wanted[1]});
}

/// Queries, keys [B, h, n, d]; with the gradient in front in the backward pass, which has four
/// products instead of two.
double attention(Inputs inputs, std::size_t query, double products) {
  const at::Tensor q = tensorAt(inputs, query), k = tensorAt(inputs, query + 1);
  return q.defined() && k.defined() ? products * 2 * numberOf(q) * static_cast<double>(k.size(-2))
                                    : 0;
}

double operationsOf(std::string_view name, Inputs inputs) {
  if (name == "aten::mm" || name == "aten::bmm") {
    return product(inputs, 0, 1);
  }
  if (name == "aten::addmm" || name == "aten::baddbmm") {
    return product(inputs, 1, 2);
  }
  if (name == "aten::convolution") {
    return convolution(inputs);
  }
  if (name == "aten::convolution_backward") {
    return convolutionBackward(inputs);
  }
  constexpr std::string_view kAttention = "aten::_scaled_dot_product_", kBackward = "_backward";
  if (name.substr(0, kAttention.size()) == kAttention) {
    const bool backward =
        name.size() > kBackward.size() && name.substr(name.size() - kBackward.size()) == kBackward;
    return backward ? attention(inputs, 1, 4) : attention(inputs, 0, 2);
  }
  return 0;
}

/// No atomic addition of doubles before GCC 13's library has it for all targets.
void add(std::atomic<double> &total, double operations) {
  for (double before = total.load(); !total.compare_exchange_weak(before, before + operations);) {
  }
}

}  // namespace

struct ArithmeticCounter::Callback {
  static std::unique_ptr<at::ObserverContext> count(const at::RecordFunction &function) {
    const std::string_view name = function.name();
    if (!counting) {
      return nullptr;
    }
    if (name == winograd::kName) {
      const winograd::Operations operations =
          winograd::operations(tensorAt(function.inputs(), 0), tensorAt(function.inputs(), 1));
      add(counting->operations_, operations.done);
      add(counting->saved_, operations.plain - operations.done);
    } else if (const double operations = operationsOf(name, function.inputs()); operations > 0) {
      add(counting->operations_, operations);
    }
    return nullptr;
  }
};

ArithmeticCounter::ArithmeticCounter() {
  counting = this;
  handle_ = at::addGlobalCallback(at::RecordFunctionCallback(Callback::count)
                                      .needsInputs(true)
                                      .scopes({at::RecordScope::FUNCTION}));
}

ArithmeticCounter::~ArithmeticCounter() {
  at::removeCallback(handle_);
  counting = nullptr;
}

}  // namespace everyword
