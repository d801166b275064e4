#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/models/arcface/arcface_model.h"

namespace everyword {

/// Makes all tensors of an IR-SE network of any configuration, with the names of IR-SE50 and random
/// values.
class RandomArcFace {
 public:
  explicit RandomArcFace(const ArcFaceConfig &config) {
    at::manual_seed(3);
    const std::int64_t width = config.blocks.front().from, last = config.blocks.back().to;
    std::int64_t side = 112;
    weight("input_layer.0", {width, 3, 3, 3});
    norm("input_layer.1", width);
    slopes("input_layer.2", width);
    for (std::size_t i = 0; i < config.blocks.size(); ++i) {
      block(i, config.blocks[i]);
      side = (side - 1) / config.blocks[i].stride + 1;
    }
    norm("output_layer.0", last);
    weight("output_layer.3", {config.embedDim, last * side * side});
    tensors["output_layer.3.bias"] = at::randn({config.embedDim}) * 0.1;
    norm("output_layer.4", config.embedDim);
  }

  std::map<std::string, at::Tensor> tensors;

 private:
  void block(std::size_t index, const ArcFaceBlock &shape) {
    const std::int64_t from = shape.from, to = shape.to;
    const std::string name = "body." + std::to_string(index);
    norm(name + ".res_layer.0", from);
    weight(name + ".res_layer.1", {to, from, 3, 3});
    slopes(name + ".res_layer.2", to);
    weight(name + ".res_layer.3", {to, to, 3, 3});
    norm(name + ".res_layer.4", to);
    weight(name + ".res_layer.5.fc1", {shape.squeezed, to, 1, 1});
    weight(name + ".res_layer.5.fc2", {to, shape.squeezed, 1, 1});
    if (from != to) {
      weight(name + ".shortcut_layer.0", {to, from, 1, 1});
      norm(name + ".shortcut_layer.1", to);
    }
  }

  void weight(const std::string &name, const std::vector<std::int64_t> &shape) {
    const at::Tensor value = at::randn(shape);
    const double fanIn = static_cast<double>(value.numel() / shape[0]);
    tensors[name + ".weight"] = value / std::sqrt(fanIn);
  }

  void slopes(const std::string &name, std::int64_t channels) {
    tensors[name + ".weight"] = at::randn({channels}) * 0.05 + 0.25;
  }

  void norm(const std::string &name, std::int64_t channels) {
    tensors[name + ".weight"] = at::randn({channels}) * 0.1 + 1;
    tensors[name + ".bias"] = at::randn({channels}) * 0.1;
    tensors[name + ".running_mean"] = at::randn({channels}) * 0.1;
    tensors[name + ".running_var"] = at::randn({channels}).abs() * 0.1 + 1;
    tensors[name + ".num_batches_tracked"] = at::zeros({}, at::kLong);
  }
};

}  // namespace everyword
