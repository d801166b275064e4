#include "engine/models/vqgan/vqgan_layers.h"

#include <cmath>

#include "engine/nn/activation_checkpointing.h"
#include "engine/nn/group_norm_silu.h"

namespace everyword::vqgan {
namespace {

constexpr double kNormEpsilon = 1e-6;

}  // namespace

at::Tensor LayerSource::get(const std::string &name, const std::vector<std::int64_t> &shape) const {
  const at::Tensor tensor = loader_.get(name, shape).to(device_).set_requires_grad(false);
  return tensor.dim() == 4 ? inConvolutionLayout(tensor) : tensor;
}

Convolution Convolution::load(const LayerSource &source, const std::string &name, std::int64_t from,
                              std::int64_t to, std::int64_t kernel) {
  return {SameConvolution(source.get(name + ".weight", {to, from, kernel, kernel}),
                          source.get(name + ".bias", {to}))};
}

Norm Norm::load(const LayerSource &source, const std::string &name, std::int64_t channels) {
  return {source.get(name + ".weight", {channels}), source.get(name + ".bias", {channels}),
          source.normGroups()};
}

at::Tensor Norm::operator()(const at::Tensor &x) const {
  return at::group_norm(x, groups, weight, bias, kNormEpsilon);
}

at::Tensor Norm::thenSilu(const at::Tensor &x) const {
  return groupNormSilu(x, groups, weight, bias, kNormEpsilon);
}

ResBlock ResBlock::load(const LayerSource &source, const std::string &name, std::int64_t from,
                        std::int64_t to) {
  ResBlock block;
  block.norm1 = Norm::load(source, name + ".norm1", from);
  block.conv1 = Convolution::load(source, name + ".conv1", from, to, 3);
  block.norm2 = Norm::load(source, name + ".norm2", to);
  block.conv2 = Convolution::load(source, name + ".conv2", to, to, 3);
  if (from != to) {
    block.shortcut = Convolution::load(source, name + ".nin_shortcut", from, to, 1);
  }
  return block;
}

at::Tensor ResBlock::operator()(const at::Tensor &x) const {
  const at::Tensor hidden = norm2.thenSilu(conv1(norm1.thenSilu(x)));
  return (shortcut.weight().defined() ? shortcut(x) : x) + conv2(hidden);
}

AttentionBlock AttentionBlock::load(const LayerSource &source, const std::string &name,
                                    std::int64_t channels) {
  AttentionBlock block;
  block.norm = Norm::load(source, name + ".norm", channels);
  block.query = Convolution::load(source, name + ".q", channels, channels, 1);
  block.key = Convolution::load(source, name + ".k", channels, channels, 1);
  block.value = Convolution::load(source, name + ".v", channels, channels, 1);
  block.output = Convolution::load(source, name + ".proj_out", channels, channels, 1);
  return block;
}

at::Tensor AttentionBlock::operator()(const at::Tensor &x) const {
  const at::Tensor normed = norm(x);
  const auto positions = [](const at::Tensor &t) { return t.flatten(2).transpose(1, 2); };
  const at::Tensor q = positions(query(normed));  // [B, h*w, C]
  const at::Tensor k = positions(key(normed));
  const at::Tensor v = positions(value(normed));
  const double scale = 1.0 / std::sqrt(static_cast<double>(x.size(1)));
  const at::Tensor mixed = at::softmax(at::bmm(q * scale, k.transpose(1, 2)), -1).bmm(v);
  return x + output(mixed.transpose(1, 2).reshape(x.sizes()));
}

Downsample Downsample::load(const LayerSource &source, const std::string &name,
                            std::int64_t channels) {
  return {Convolution::load(source, name + ".conv", channels, channels, 3)};
}

at::Tensor Downsample::operator()(const at::Tensor &x) const {
  const at::Tensor padded = at::constant_pad_nd(x, {0, 1, 0, 1});
  return at::conv2d(padded, convolution.weight(), convolution.bias(), 2);
}

Upsample Upsample::load(const LayerSource &source, const std::string &name, std::int64_t channels) {
  return {SubpixelUpsample(source.get(name + ".conv.weight", {channels, channels, 3, 3}),
                           source.get(name + ".conv.bias", {channels}))};
}

at::Tensor Upsample::operator()(const at::Tensor &x) const { return both(x); }

Level Level::load(const LayerSource &source, const std::string &name, std::int64_t from,
                  std::int64_t to, std::int64_t blocks, bool withAttention) {
  Level level;
  for (std::int64_t i = 0; i < blocks; ++i) {
    const std::string index = std::to_string(i);
    level.blocks.push_back(ResBlock::load(source, name + ".block." + index, i ? to : from, to));
    if (withAttention) {
      level.attention.push_back(AttentionBlock::load(source, name + ".attn." + index, to));
    }
  }
  return level;
}

at::Tensor Level::operator()(at::Tensor x, bool checkpointActivations) const {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    x = checkpointIf(checkpointActivations, blocks[i], x);
    if (!attention.empty()) {
      x = checkpointIf(checkpointActivations, attention[i], x);
    }
  }
  return x;
}

Middle Middle::load(const LayerSource &source, const std::string &name, std::int64_t channels) {
  return {ResBlock::load(source, name + ".block_1", channels, channels),
          ResBlock::load(source, name + ".block_2", channels, channels),
          AttentionBlock::load(source, name + ".attn_1", channels)};
}

at::Tensor Middle::operator()(const at::Tensor &x) const { return second(attention(first(x))); }

}  // namespace everyword::vqgan
