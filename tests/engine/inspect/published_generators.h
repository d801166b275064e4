#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "tests/engine/inspect/shape_table.h"

namespace everyword::testing {

/// taming-transformers: 256 px, base width 128, two blocks a level.
class VqganShapes {
 public:
  VqganShapes(const std::vector<std::int64_t> &multipliers, std::int64_t codes, bool gumbel)
      : multipliers_(multipliers) {
    encoder();
    decoder();
    table.convolution("quant_conv.", kWidth, kWidth, 1);
    table.convolution("post_quant_conv.", kWidth, kWidth, 1);
    if (gumbel) {
      table.convolution("quantize.proj.", codes, kWidth, 1);
    }
    table.add(gumbel ? "quantize.embed.weight" : "quantize.embedding.weight", {codes, kWidth});
    std::map<std::string, Shape> below;
    for (const auto &[name, shape] : table.shapes) {
      below["state_dict." + name] = shape;
    }
    table.shapes = std::move(below);
    table.add("state_dict.loss.discriminator.main.0.weight", {64, 3, 4, 4});
    table.add("state_dict.loss.perceptual_loss.lin0.model.1.weight", {1, 64, 1, 1});
  }

  ShapeTable table;

 private:
  static constexpr std::int64_t kWidth = 256, kBase = 128;

  std::int64_t width(std::size_t level) const { return kBase * multipliers_[level]; }

  void block(const std::string &name, std::int64_t from, std::int64_t to) {
    table.norm(name + "norm1.", from);
    table.convolution(name + "conv1.", to, from, 3);
    table.norm(name + "norm2.", to);
    table.convolution(name + "conv2.", to, to, 3);
    if (from != to) {
      table.convolution(name + "nin_shortcut.", to, from, 1);
    }
  }

  void attention(const std::string &name, std::int64_t channels) {
    table.norm(name + "norm.", channels);
    for (const char *part : {"q.", "k.", "v.", "proj_out."}) {
      table.convolution(name + part, channels, channels, 1);
    }
  }

  void level(const std::string &name, std::int64_t from, std::size_t index, int blocks) {
    for (int i = 0; i < blocks; ++i) {
      const std::string number = std::to_string(i) + ".";
      block(name + "block." + number, i ? width(index) : from, width(index));
      if (index + 1 == multipliers_.size()) {  // attention only at the coarsest level
        attention(name + "attn." + number, width(index));
      }
    }
  }

  void middle(const std::string &name, std::int64_t channels) {
    block(name + "block_1.", channels, channels);
    attention(name + "attn_1.", channels);
    block(name + "block_2.", channels, channels);
  }

  void encoder() {
    table.convolution("encoder.conv_in.", kBase, 3, 3);
    std::int64_t from = kBase;
    for (std::size_t i = 0; i < multipliers_.size(); ++i) {
      const std::string name = "encoder.down." + std::to_string(i) + ".";
      level(name, from, i, 2);
      from = width(i);
      if (i + 1 < multipliers_.size()) {
        table.convolution(name + "downsample.conv.", from, from, 3);
      }
    }
    middle("encoder.mid.", from);
    table.norm("encoder.norm_out.", from);
    table.convolution("encoder.conv_out.", kWidth, from, 3);
  }

  void decoder() {
    std::int64_t from = width(multipliers_.size() - 1);
    table.convolution("decoder.conv_in.", from, kWidth, 3);
    middle("decoder.mid.", from);
    for (std::size_t i = multipliers_.size(); i-- > 0;) {
      const std::string name = "decoder.up." + std::to_string(i) + ".";
      level(name, from, i, 3);
      from = width(i);
      if (i > 0) {
        table.convolution(name + "upsample.conv.", from, from, 3);
      }
    }
    table.norm("decoder.norm_out.", from);
    table.convolution("decoder.conv_out.", 3, from, 3);
  }

  std::vector<std::int64_t> multipliers_;
};

/// rosinality's StyleGAN2 of 1024 px with channel multiplier 2, as a checkpoint of training.
class StyleGan2Shapes {
 public:
  StyleGan2Shapes() {
    for (int i = 1; i <= 8; ++i) {
      table.linear("g_ema.style." + std::to_string(i) + ".", kStyle, kStyle);
    }
    table.add("g_ema.input.input", {1, kWidths[0], 4, 4});
    convolution("g_ema.conv1.", kWidths[0], kWidths[0], false);
    colours("g_ema.to_rgb1.", kWidths[0], false);
    for (std::size_t i = 0; i + 1 < kWidths.size(); ++i) {
      const std::string first = std::to_string(2 * i), second = std::to_string(2 * i + 1);
      convolution("g_ema.convs." + first + ".", kWidths[i], kWidths[i + 1], true);
      convolution("g_ema.convs." + second + ".", kWidths[i + 1], kWidths[i + 1], false);
      colours("g_ema.to_rgbs." + std::to_string(i) + ".", kWidths[i + 1], true);
    }
    for (std::size_t i = 0; i < 17; ++i) {
      const std::int64_t side = std::int64_t{4} << ((i + 1) / 2);
      table.add("g_ema.noises.noise_" + std::to_string(i), {1, 1, side, side});
    }
    table.add("latent_avg", {kStyle});
  }

  ShapeTable table;

 private:
  static constexpr std::int64_t kStyle = 512;
  const std::vector<std::int64_t> kWidths = {512, 512, 512, 512, 512, 256, 128, 64, 32};

  void convolution(const std::string &name, std::int64_t from, std::int64_t to, bool blurs) {
    table.add(name + "conv.weight", {1, to, from, 3, 3});
    table.linear(name + "conv.modulation.", from, kStyle);
    table.add(name + "noise.weight", {1});
    table.add(name + "activate.bias", {to});
    if (blurs) {
      table.add(name + "conv.blur.kernel", {4, 4});
    }
  }

  void colours(const std::string &name, std::int64_t from, bool upsamples) {
    table.add(name + "conv.weight", {1, 3, from, 1, 1});
    table.linear(name + "conv.modulation.", from, kStyle);
    table.add(name + "bias", {1, 3, 1, 1});
    if (upsamples) {
      table.add(name + "upsample.kernel", {4, 4});
    }
  }
};

/// InsightFace's IR-SE50 in TreB1eN's layout.
inline ShapeTable irSe50Shapes() {
  ShapeTable table;
  const auto layer = [&](const std::string &name, const std::string &norm, const Shape &shape) {
    table.add(name + ".weight", shape);
    table.batchNorm(norm + ".", shape[0]);
  };
  layer("input_layer.0", "input_layer.1", {64, 3, 3, 3});
  table.add("input_layer.2.weight", {64});
  const std::vector<std::pair<std::int64_t, int>> stages = {{64, 3}, {128, 4}, {256, 14}, {512, 3}};
  std::int64_t from = 64;
  int block = 0;
  for (const auto &[width, count] : stages) {
    for (int i = 0; i < count; ++i, from = width) {
      const std::string name = "body." + std::to_string(block++) + ".";
      table.batchNorm(name + "res_layer.0.", from);
      table.add(name + "res_layer.1.weight", {width, from, 3, 3});
      table.add(name + "res_layer.2.weight", {width});
      layer(name + "res_layer.3", name + "res_layer.4", {width, width, 3, 3});
      table.add(name + "res_layer.5.fc1.weight", {width / 16, width, 1, 1});
      table.add(name + "res_layer.5.fc2.weight", {width, width / 16, 1, 1});
      if (from != width) {
        layer(name + "shortcut_layer.0", name + "shortcut_layer.1", {width, from, 1, 1});
      }
    }
  }
  table.batchNorm("output_layer.0.", 512);
  table.linear("output_layer.3.", 512, 512 * 7 * 7);
  table.batchNorm("output_layer.4.", 512);
  return table;
}

/// BigGAN of ajbrock's layout with base width 96, as FuseDream loads it.
class BigGanShapes {
 public:
  BigGanShapes(const std::vector<std::int64_t> &widths, std::size_t attentionBehind,
               std::int64_t chunk)
      : condition_(128 + chunk) {
    table.add("shared.weight", {1000, 128});
    normalised("linear", {96 * widths[0] * 16, chunk}, true);
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
      const std::int64_t from = 96 * widths[i], to = 96 * widths[i + 1];
      const std::string name = "blocks." + std::to_string(i);
      normalised(name + ".0.conv1", {to, from, 3, 3}, true);
      normalised(name + ".0.conv2", {to, to, 3, 3}, true);
      normalised(name + ".0.conv_sc", {to, from, 1, 1}, true);
      norm(name + ".0.bn1", from);
      norm(name + ".0.bn2", to);
      if (i == attentionBehind) {
        attention(name + ".1", to);
      }
    }
    const std::int64_t last = 96 * widths.back();
    for (const char *leaf : {"gain", "bias", "stored_mean", "stored_var"}) {
      table.add(std::string("output_layer.0.") + leaf, {last});
    }
    normalised("output_layer.2", {3, last, 3, 3}, true);
  }

  ShapeTable table;

 private:
  void attention(const std::string &name, std::int64_t channels) {
    normalised(name + ".theta", {channels / 8, channels, 1, 1}, false);
    normalised(name + ".phi", {channels / 8, channels, 1, 1}, false);
    normalised(name + ".g", {channels / 2, channels, 1, 1}, false);
    normalised(name + ".o", {channels, channels / 2, 1, 1}, false);
    table.add(name + ".gamma", {});
  }

  void norm(const std::string &name, std::int64_t channels) {
    normalised(name + ".gain", {channels, condition_}, false);
    normalised(name + ".bias", {channels, condition_}, false);
    table.add(name + ".stored_mean", {channels});
    table.add(name + ".stored_var", {channels});
  }

  void normalised(const std::string &name, const Shape &shape, bool withBias) {
    table.add(name + ".weight", shape);
    table.add(name + ".u0", {1, shape[0]});
    table.add(name + ".sv0", {1});
    if (withBias) {
      table.add(name + ".bias", {shape[0]});
    }
  }

  std::int64_t condition_;
};

}  // namespace everyword::testing
