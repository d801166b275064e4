#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/models/arcface/arcface_model.h"

namespace everyword {

/// An IR-SE network of three narrow blocks, 112 -> 56 -> 28 -> 28 pixels, with the names of IR-SE50
/// and random values.
class TinyArcFace {
 public:
  TinyArcFace() {
    at::manual_seed(3);
    weight("input_layer.0", {4, 3, 3, 3});
    norm("input_layer.1", 4);
    slopes("input_layer.2", 4);
    block(0, 4, 4);
    block(1, 4, 6);
    block(2, 6, 6);
    norm("output_layer.0", 6);
    weight("output_layer.3", {5, 6 * 28 * 28});
    tensors["output_layer.3.bias"] = at::randn({5}) * 0.1;
    norm("output_layer.4", 5);
  }

  TensorTable table() const { return TensorTable::fromTensors(tensors, "tiny.pth"); }

  std::map<std::string, at::Tensor> tensors;

 private:
  void block(int index, std::int64_t from, std::int64_t to) {
    const std::string name = "body." + std::to_string(index);
    norm(name + ".res_layer.0", from);
    weight(name + ".res_layer.1", {to, from, 3, 3});
    slopes(name + ".res_layer.2", to);
    weight(name + ".res_layer.3", {to, to, 3, 3});
    norm(name + ".res_layer.4", to);
    weight(name + ".res_layer.5.fc1", {2, to, 1, 1});
    weight(name + ".res_layer.5.fc2", {to, 2, 1, 1});
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
