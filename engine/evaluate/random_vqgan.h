#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {

/// Makes all tensors of a VQGAN of any configuration, with the names of taming's checkpoints and
/// random values: weights randn / sqrt(fan in), biases 0.1 randn, norms 1 + 0.1 randn, codebook 0.7
/// randn.
class RandomVqgan {
 public:
  explicit RandomVqgan(const VqganConfig &config, std::uint64_t seed = 3) : config_(config) {
    at::manual_seed(seed);
    encoder();
    decoder();
    convolution("quant_conv", config.zChannels, config.embedDim, 1);
    convolution("post_quant_conv", config.embedDim, config.zChannels, 1);
    if (config.gumbel) {
      convolution("quantize.proj", config.embedDim, config.codes, 1);
    }
    tensors[config.gumbel ? "quantize.embed.weight" : "quantize.embedding.weight"] =
        at::randn({config.codes, config.embedDim}) * 0.7;
  }

  std::map<std::string, at::Tensor> tensors;

 private:
  std::int64_t width(std::size_t level) const {
    return config_.channels * config_.multipliers[level];
  }

  void encoder() {
    convolution("encoder.conv_in", 3, config_.channels, 3);
    std::int64_t from = config_.channels;
    for (std::size_t i = 0; i < config_.multipliers.size(); ++i) {
      const std::string name = "encoder.down." + std::to_string(i);
      level(name, from, i, config_.resBlocks);
      from = width(i);
      if (i + 1 < config_.multipliers.size()) {
        convolution(name + ".downsample.conv", from, from, 3);
      }
    }
    middle("encoder.mid", from);
    norm("encoder.norm_out", from);
    convolution("encoder.conv_out", from, config_.zChannels, 3);
  }

  void decoder() {
    std::int64_t from = width(config_.multipliers.size() - 1);
    convolution("decoder.conv_in", config_.zChannels, from, 3);
    middle("decoder.mid", from);
    for (std::size_t i = config_.multipliers.size(); i-- > 0;) {
      const std::string name = "decoder.up." + std::to_string(i);
      level(name, from, i, config_.resBlocks + 1);
      from = width(i);
      if (i > 0) {
        convolution(name + ".upsample.conv", from, from, 3);
      }
    }
    norm("decoder.norm_out", from);
    convolution("decoder.conv_out", from, 3, 3);
  }

  void level(const std::string &name, std::int64_t from, std::size_t index, std::int64_t blocks) {
    const auto &places = config_.attentionResolutions;
    const bool withAttention =
        std::find(places.begin(), places.end(), config_.resolution >> index) != places.end();
    for (std::int64_t i = 0; i < blocks; ++i) {
      block(name + ".block." + std::to_string(i), i ? width(index) : from, width(index));
      if (withAttention) {
        attention(name + ".attn." + std::to_string(i), width(index));
      }
    }
  }

  void middle(const std::string &name, std::int64_t channels) {
    block(name + ".block_1", channels, channels);
    attention(name + ".attn_1", channels);
    block(name + ".block_2", channels, channels);
  }

  void block(const std::string &name, std::int64_t from, std::int64_t to) {
    norm(name + ".norm1", from);
    convolution(name + ".conv1", from, to, 3);
    norm(name + ".norm2", to);
    convolution(name + ".conv2", to, to, 3);
    if (from != to) {
      convolution(name + ".nin_shortcut", from, to, 1);
    }
  }

  void attention(const std::string &name, std::int64_t channels) {
    norm(name + ".norm", channels);
    for (const char *part : {".q", ".k", ".v", ".proj_out"}) {
      convolution(name + part, channels, channels, 1);
    }
  }

  void norm(const std::string &name, std::int64_t channels) {
    tensors[name + ".weight"] = at::randn({channels}) * 0.1 + 1;
    tensors[name + ".bias"] = at::randn({channels}) * 0.1;
  }

  void convolution(const std::string &name, std::int64_t from, std::int64_t to,
                   std::int64_t kernel) {
    const double fanIn = static_cast<double>(from * kernel * kernel);
    tensors[name + ".weight"] = at::randn({to, from, kernel, kernel}) / std::sqrt(fanIn);
    tensors[name + ".bias"] = at::randn({to}) * 0.1;
  }

  VqganConfig config_;
};

}  // namespace everyword
