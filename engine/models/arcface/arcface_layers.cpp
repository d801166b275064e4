#include "engine/models/arcface/arcface_layers.h"

#include <ATen/ATen.h>

namespace everyword::arcface {
namespace {

constexpr double kEpsilon = 1e-5;

at::Tensor perChannel(const at::Tensor &t) { return t.view({1, -1, 1, 1}); }

}  // namespace

FrozenNorm FrozenNorm::load(const WeightSource &source, const std::string &name,
                            std::int64_t channels) {
  const auto get = [&](const char *leaf) { return source.get(name + leaf, {channels}); };
  const at::Tensor scale = get(".weight") * at::rsqrt(get(".running_var") + kEpsilon);
  return {scale, get(".bias") - get(".running_mean") * scale};
}

at::Tensor FrozenNorm::operator()(const at::Tensor &x) const {
  return at::addcmul(perChannel(shift), x, perChannel(scale));
}

Convolution Convolution::load(const WeightSource &source, const std::string &name,
                              const std::string &norm, std::int64_t from, std::int64_t to,
                              std::int64_t kernel, std::int64_t stride) {
  Convolution convolution;
  convolution.stride = stride;
  convolution.weight = source.get(name + ".weight", {to, from, kernel, kernel});
  if (!norm.empty()) {
    const FrozenNorm behind = FrozenNorm::load(source, norm, to);
    convolution.weight = convolution.weight * behind.scale.view({-1, 1, 1, 1});
    convolution.bias = behind.shift;
  }
  convolution.weight = inConvolutionLayout(convolution.weight);
  return convolution;
}

at::Tensor Convolution::operator()(const at::Tensor &x) const {
  return at::conv2d(x, weight, bias, stride, weight.size(2) / 2);
}

Block::Block(const WeightSource &source, const std::string &name, const ArcFaceBlock &shape)
    : stride_(shape.stride) {
  const std::string layer = name + ".res_layer.";
  const std::int64_t from = shape.from, to = shape.to;
  norm_ = FrozenNorm::load(source, layer + "0", from);
  first_ = Convolution::load(source, layer + "1", {}, from, to, 3);
  slopes_ = source.get(layer + "2.weight", {to});
  second_ = Convolution::load(source, layer + "3", layer + "4", to, to, 3, shape.stride);
  squeeze_ = source.get(layer + "5.fc1.weight", {shape.squeezed, to, 1, 1}).flatten(1);
  excite_ = source.get(layer + "5.fc2.weight", {to, shape.squeezed, 1, 1}).flatten(1);
  if (from != to) {
    const std::string shortcut = name + ".shortcut_layer.";
    shortcut_ =
        Convolution::load(source, shortcut + "0", shortcut + "1", from, to, 1, shape.stride);
  }
}

at::Tensor Block::beside(const at::Tensor &x) const {
  if (shortcut_.weight.defined()) {
    return shortcut_(x);
  }
  return stride_ == 1 ? x : x.slice(2, 0, {}, stride_).slice(3, 0, {}, stride_);
}

at::Tensor Block::operator()(const at::Tensor &x) const {
  const at::Tensor y = second_(at::prelu(first_(norm_(x)), slopes_));
  const at::Tensor pooled = y.mean({2, 3});  // [B, to]
  const at::Tensor gate = at::sigmoid(at::relu(pooled.matmul(squeeze_.t())).matmul(excite_.t()));
  return at::addcmul(beside(x), y, gate.unsqueeze(-1).unsqueeze(-1));
}

}  // namespace everyword::arcface
