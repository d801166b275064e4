#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "engine/models/biggan/biggan_model.h"

namespace everyword {

/// Makes all tensors of a BigGAN of any configuration, with the names of its checkpoints and random
/// values.
class RandomBigGan {
 public:
  explicit RandomBigGan(const BigGanConfig &config) : config_(config) {
    at::manual_seed(3);
    tensors["shared.weight"] = at::randn({config.classes, config.sharedDim});
    normalised("linear", {config.channels[0] * 16, config.chunk}, true);
    for (std::size_t i = 0; i < config.blocks(); ++i) {
      block("blocks." + std::to_string(i), config.channels[i], config.channels[i + 1]);
      if (config.attention[i]) {
        attention("blocks." + std::to_string(i) + ".1", config.channels[i + 1]);
      }
    }
    const std::int64_t last = config.channels.back();
    statistics("output_layer.0", last);
    tensors["output_layer.0.gain"] = at::randn({last}) * 0.1 + 1;
    tensors["output_layer.0.bias"] = at::randn({last}) * 0.1;
    normalised("output_layer.2", {3, last, 3, 3}, true);
  }

  std::map<std::string, at::Tensor> tensors;

 private:
  void block(const std::string &name, std::int64_t from, std::int64_t to) {
    norm(name + ".0.bn1", from);
    norm(name + ".0.bn2", to);
    normalised(name + ".0.conv1", {to, from, 3, 3}, true);
    normalised(name + ".0.conv2", {to, to, 3, 3}, true);
    normalised(name + ".0.conv_sc", {to, from, 1, 1}, true);
  }

  void attention(const std::string &name, std::int64_t channels) {
    normalised(name + ".theta", {channels / 8, channels, 1, 1}, false);
    normalised(name + ".phi", {channels / 8, channels, 1, 1}, false);
    normalised(name + ".g", {channels / 2, channels, 1, 1}, false);
    normalised(name + ".o", {channels, channels / 2, 1, 1}, false);
    tensors[name + ".gamma"] = at::full({}, 0.5);
  }

  void norm(const std::string &name, std::int64_t channels) {
    normalised(name + ".gain", {channels, config_.conditionDim()}, false);
    normalised(name + ".bias", {channels, config_.conditionDim()}, false);
    statistics(name, channels);
  }

  void statistics(const std::string &name, std::int64_t channels) {
    tensors[name + ".stored_mean"] = at::randn({channels}) * 0.1;
    tensors[name + ".stored_var"] = at::randn({channels}).abs() * 0.1 + 1;
  }

  void normalised(const std::string &name, const std::vector<std::int64_t> &shape, bool withBias) {
    const at::Tensor weight = at::randn(shape);
    const double fanIn = static_cast<double>(weight.numel() / shape[0]);
    tensors[name + ".weight"] = weight / std::sqrt(fanIn);
    tensors[name + ".u0"] = at::randn({1, shape[0]});
    tensors[name + ".sv0"] = at::ones({1});
    if (withBias) {
      tensors[name + ".bias"] = at::randn({shape[0]}) * 0.1;
    }
  }

  BigGanConfig config_;
};

/// Small enough for a test: 16 pixels, attention behind the first block.
struct TinyBigGan : RandomBigGan {
  static BigGanConfig configuration() {
    BigGanConfig config;
    config.resolution = 16;
    config.classes = 7;
    config.sharedDim = 5;
    config.chunk = 3;
    config.channels = {12, 16, 8};
    config.attention = {true, false};
    return config;
  }
  TinyBigGan() : RandomBigGan(configuration()) {}
  TensorTable table() const { return TensorTable::fromTensors(tensors, "tiny.pth"); }
};

}  // namespace everyword
