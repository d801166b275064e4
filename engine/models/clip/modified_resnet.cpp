#include "engine/models/clip/modified_resnet.h"

#include <ATen/ATen.h>

namespace everyword {
namespace {

constexpr std::int64_t kExpansion = 4;

at::Tensor averagePool(const at::Tensor &x, std::int64_t size) {
  return size > 1 ? at::avg_pool2d(x, size) : x;
}

}  // namespace

at::Tensor ModifiedResnet::Convolution::forward(const at::Tensor &x, std::int64_t stride,
                                                std::int64_t padding) const {
  return at::conv2d(x, weight, bias, stride, padding);
}

at::Tensor ModifiedResnet::Bottleneck::forward(const at::Tensor &x) const {
  auto y = at::relu(conv1.forward(x, 1, 0));
  y = averagePool(at::relu(conv2.forward(y, 1, 1)), stride);
  const auto beside =
      shortcut.weight.defined() ? shortcut.forward(averagePool(x, stride), 1, 0) : x;
  return at::relu(conv3.forward(y, 1, 0) + beside);
}

ModifiedResnet::Convolution ModifiedResnet::loadConvolution(ClipWeights &weights,
                                                            const std::string &convolution,
                                                            const std::string &norm, Shape shape) {
  const auto weight =
      weights.get(convolution + ".weight", {shape.out, shape.in, shape.kernel, shape.kernel});
  const auto get = [&](const char *leaf) { return weights.get(norm + leaf, {shape.out}); };
  const auto scale = get(".weight") * at::rsqrt(get(".running_var") + 1e-5);
  return {weight * scale.view({-1, 1, 1, 1}), get(".bias") - get(".running_mean") * scale};
}

ModifiedResnet::Bottleneck ModifiedResnet::loadBottleneck(ClipWeights &weights,
                                                          const std::string &prefix,
                                                          std::int64_t in, std::int64_t width,
                                                          std::int64_t stride) {
  Bottleneck block;
  const auto out = width * kExpansion;
  block.conv1 = loadConvolution(weights, prefix + "conv1", prefix + "bn1", {width, in, 1});
  block.conv2 = loadConvolution(weights, prefix + "conv2", prefix + "bn2", {width, width, 3});
  block.conv3 = loadConvolution(weights, prefix + "conv3", prefix + "bn3", {out, width, 1});
  block.stride = stride;
  if (stride > 1 || in != out) {
    block.shortcut =
        loadConvolution(weights, prefix + "downsample.0", prefix + "downsample.1", {out, in, 1});
  }
  return block;
}

ModifiedResnet ModifiedResnet::load(const ClipConfig &config, ClipWeights &weights) {
  ModifiedResnet net;
  const auto width = config.visionWidth, half = width / 2;
  net.stem_ = {loadConvolution(weights, "visual.conv1", "visual.bn1", {half, 3, 3}),
               loadConvolution(weights, "visual.conv2", "visual.bn2", {half, half, 3}),
               loadConvolution(weights, "visual.conv3", "visual.bn3", {width, half, 3})};
  auto in = width;
  for (std::size_t s = 0; s < net.stages_.size(); ++s) {
    const auto stageWidth = width << s;
    for (std::int64_t b = 0; b < config.resnetLayers[s]; ++b) {
      const auto prefix = "visual.layer" + std::to_string(s + 1) + "." + std::to_string(b) + ".";
      net.stages_[s].push_back(
          loadBottleneck(weights, prefix, in, stageWidth, s > 0 && b == 0 ? 2 : 1));
      in = stageWidth * kExpansion;
    }
  }
  net.heads_ = config.visionHeads;
  net.positions_ =
      weights.get("visual.attnpool.positional_embedding", {config.grid * config.grid + 1, in});
  net.query_ = weights.linear("visual.attnpool.q_proj.", in, in);
  net.key_ = weights.linear("visual.attnpool.k_proj.", in, in);
  net.value_ = weights.linear("visual.attnpool.v_proj.", in, in);
  net.out_ = weights.linear("visual.attnpool.c_proj.", config.embedDim, in);
  return net;
}

at::Tensor ModifiedResnet::stem(const at::Tensor &images) const {
  auto x = at::relu(stem_[0].forward(images, 2, 1));
  x = at::relu(stem_[1].forward(x, 1, 1));
  return averagePool(at::relu(stem_[2].forward(x, 1, 1)), 2);
}

at::Tensor ModifiedResnet::stage(std::size_t index, const at::Tensor &x) const {
  auto y = x;
  for (const auto &block : stages_.at(index)) {
    y = block.forward(y);
  }
  return y;
}

at::Tensor ModifiedResnet::attentionPool(const at::Tensor &x) const {
  const auto cells = x.flatten(2).transpose(1, 2);  // [B, g*g, C]
  const auto tokens = at::cat({cells.mean(1, true), cells}, 1) + positions_;
  const auto split = [this](const at::Tensor &t) {
    return t.unflatten(-1, {heads_, -1}).transpose(1, 2);
  };
  // The mean asks, all cells answer.
  const auto pooled =
      at::scaled_dot_product_attention(split(query_.forward(tokens.narrow(1, 0, 1))),
                                       split(key_.forward(tokens)), split(value_.forward(tokens)));
  return out_.forward(pooled.transpose(1, 2).flatten(2).squeeze(1));
}

at::Tensor ModifiedResnet::forward(const at::Tensor &images) const {
  auto x = stem(images);
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    x = stage(s, x);
  }
  return attentionPool(x);
}

}  // namespace everyword
