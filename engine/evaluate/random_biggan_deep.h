#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace everyword {

using NamedShapes = std::map<std::string, std::vector<std::int64_t>>;

/// Names and shapes of a BigGAN-deep as HuggingFace's PyTorch module saves it. `widths`: of the
/// blocks, the first before the first block; attention stands before block `attentionBefore`.
class DeepLayout {
 public:
  DeepLayout(std::vector<std::int64_t> widths, std::size_t attentionBefore, std::int64_t latent,
             std::int64_t classes, std::int64_t truncations)
      : condition_(2 * latent), statistics_(truncations) {
    shapes["embeddings.weight"] = {latent, classes};
    normalised("generator.gen_z", {16 * widths[0], condition_}, true);
    std::size_t layer = 0;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
      if (i == attentionBefore) {
        attention("generator.layers." + std::to_string(layer++) + ".", widths[i]);
      }
      block("generator.layers." + std::to_string(layer++) + ".", widths[i], widths[i + 1]);
    }
    const std::int64_t last = widths.back();
    statistics("generator.bn", last);
    shapes["generator.bn.weight"] = shapes["generator.bn.bias"] = {last};
    normalised("generator.conv_to_rgb", {last, last, 3, 3}, true);
  }

  NamedShapes shapes;

 private:
  void block(const std::string &name, std::int64_t from, std::int64_t to) {
    const std::int64_t middle = from / 4;
    for (int i = 0; i < 4; ++i) {
      const std::string number = std::to_string(i);
      const std::int64_t before = i == 0 ? from : middle;
      const std::int64_t kernel = i == 1 || i == 2 ? 3 : 1;
      statistics(name + "bn_" + number, before);
      normalised(name + "bn_" + number + ".scale", {before, condition_}, false);
      normalised(name + "bn_" + number + ".offset", {before, condition_}, false);
      normalised(name + "conv_" + number, {i == 3 ? to : middle, before, kernel, kernel}, true);
    }
  }

  void attention(const std::string &name, std::int64_t channels) {
    normalised(name + "snconv1x1_theta", {channels / 8, channels, 1, 1}, false);
    normalised(name + "snconv1x1_phi", {channels / 8, channels, 1, 1}, false);
    normalised(name + "snconv1x1_g", {channels / 2, channels, 1, 1}, false);
    normalised(name + "snconv1x1_o_conv", {channels, channels / 2, 1, 1}, false);
    shapes[name + "gamma"] = {1};
  }

  void statistics(const std::string &name, std::int64_t channels) {
    shapes[name + ".running_means"] = shapes[name + ".running_vars"] = {statistics_, channels};
  }

  void normalised(const std::string &name, const std::vector<std::int64_t> &shape, bool withBias) {
    std::int64_t inputs = 1;
    for (std::size_t i = 1; i < shape.size(); ++i) {
      inputs *= shape[i];
    }
    shapes[name + ".weight_orig"] = shape;
    shapes[name + ".weight_u"] = {shape[0]};
    shapes[name + ".weight_v"] = {inputs};
    if (withBias) {
      shapes[name + ".bias"] = {shape[0]};
    }
  }

  std::int64_t condition_, statistics_;
};

/// Values for such shapes: `normal` gives normal numbers, and is asked in byte order of the names.
/// The vectors of spectral norm follow from the weights, by one step of power iteration.
inline std::map<std::string, at::Tensor> deepWeights(
    const NamedShapes &shapes,
    const std::function<at::Tensor(const std::vector<std::int64_t> &)> &normal) {
  std::map<std::string, at::Tensor> tensors;
  for (const auto &[name, shape] : shapes) {
    const at::Tensor drawn = normal(shape);
    at::Tensor &value = tensors[name] = drawn;
    if (name.ends_with("weight_orig")) {
      value = drawn / std::sqrt(static_cast<double>(drawn.numel() / shape[0]));
    } else if (name.ends_with("bias") || name.ends_with("running_means")) {
      value = drawn * 0.1;
    } else if (name.ends_with("running_vars")) {
      value = drawn.abs() * 0.1 + 1;
    } else if (name.ends_with("gamma")) {
      value = at::full(shape, 0.5);
    } else if (name == "generator.bn.weight") {
      value = drawn * 0.1 + 1;
    }
  }
  for (const auto &[name, shape] : shapes) {
    if (!name.ends_with("weight_orig")) {
      continue;
    }
    const std::string layer =
        name.substr(0, name.size() - std::string("orig").size());  // up to "weight_"
    const at::Tensor matrix = tensors[name].flatten(1);
    const auto unitOf = [](const at::Tensor &t) { return t / t.norm(); };
    tensors[layer + "v"] = unitOf(at::mv(matrix.t(), tensors[layer + "u"]));
    tensors[layer + "u"] = unitOf(at::mv(matrix, tensors[layer + "v"]));
  }
  return tensors;
}

}  // namespace everyword
