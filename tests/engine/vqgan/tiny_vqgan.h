#pragma once

#include <ATen/ATen.h>

#include <map>
#include <string>

#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {

/// Tensors of a VQGAN with ch 8, ch_mult 1, 2, one block, attention at the coarse level, 12 codes of 4; group norms of 8.
class TinyVqgan {
 public:
  explicit TinyVqgan(bool gumbel = false) {
    at::manual_seed(3);
    convolution("encoder.conv_in", 3, 8, 3);
    level("encoder.down.0", 8, 8, 1, false);
    convolution("encoder.down.0.downsample.conv", 8, 8, 3);
    level("encoder.down.1", 8, 16, 1, true);
    side("encoder", 16, 6);
    convolution("decoder.conv_in", 6, 16, 3);
    level("decoder.up.1", 16, 16, 2, true);
    convolution("decoder.up.1.upsample.conv", 16, 16, 3);
    level("decoder.up.0", 16, 8, 2, false);
    side("decoder", 16, 3);
    norm("decoder.norm_out", 8);
    convolution("decoder.conv_out", 8, 3, 3);
    convolution("quant_conv", 6, 4, 1);
    convolution("post_quant_conv", 4, 6, 1);
    if (gumbel) convolution("quantize.proj", 4, 12, 1);
    tensors[gumbel ? "quantize.embed.weight" : "quantize.embedding.weight"] = at::randn({12, 4});
  }

  TensorTable table() const { return TensorTable::fromTensors(tensors, "tiny.ckpt"); }

  std::map<std::string, at::Tensor> tensors;

 private:
  void norm(const std::string &name, std::int64_t width) {
    tensors[name + ".weight"] = at::randn({width}) * 0.1 + 1;
    tensors[name + ".bias"] = at::randn({width}) * 0.1;
  }
  void convolution(const std::string &name, std::int64_t from, std::int64_t to, std::int64_t kernel) {
    tensors[name + ".weight"] = at::randn({to, from, kernel, kernel}) * 0.2;
    tensors[name + ".bias"] = at::randn({to}) * 0.1;
  }
  void block(const std::string &name, std::int64_t from, std::int64_t to) {
    norm(name + ".norm1", from);
    convolution(name + ".conv1", from, to, 3);
    norm(name + ".norm2", to);
    convolution(name + ".conv2", to, to, 3);
    if (from != to) convolution(name + ".nin_shortcut", from, to, 1);
  }
  void attention(const std::string &name, std::int64_t width) {
    norm(name + ".norm", width);
    for (const char *part : {".q", ".k", ".v", ".proj_out"}) convolution(name + part, width, width, 1);
  }
  void level(const std::string &name, std::int64_t from, std::int64_t to, int blocks, bool withAttention) {
    for (int i = 0; i < blocks; ++i) {
      block(name + ".block." + std::to_string(i), i ? to : from, to);
      if (withAttention) attention(name + ".attn." + std::to_string(i), to);
    }
  }
  void side(const std::string &name, std::int64_t width, std::int64_t out) {
    block(name + ".mid.block_1", width, width);
    attention(name + ".mid.attn_1", width);
    block(name + ".mid.block_2", width, width);
    norm(name + ".norm_out", width);
    convolution(name + ".conv_out", width, out, 3);
  }
};

}  // namespace everyword
