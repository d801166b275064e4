#pragma once

#include <ATen/ATen.h>

#include <map>
#include <string>
#include <vector>

#include "engine/models/stylegan2/stylegan2_model.h"

namespace everyword {

/// Makes all tensors of a StyleGAN2 of any configuration, with the names of rosinality's
/// checkpoints and random values of the size they have before training.
class RandomStyleGan2 {
 public:
  explicit RandomStyleGan2(const StyleGan2Config &config, std::uint64_t seed = 3)
      : config_(config) {
    at::manual_seed(seed);
    for (std::int64_t i = 1; i <= config.mappingLayers; ++i) {
      const std::string name = "style." + std::to_string(i);
      tensors[name + ".weight"] = at::randn({config.styleDim, config.styleDim}) * 100;
      tensors[name + ".bias"] = at::randn({config.styleDim}) * 10;
    }
    const std::int64_t first = config.channels[0];
    tensors["input.input"] = at::randn({1, first, 4, 4});
    convolution("conv1", first, first);
    rgb("to_rgb1", first);
    for (std::size_t i = 0; i + 1 < config.levels(); ++i) {
      level(i);
    }
    for (std::size_t i = 0; i < config.noiseLayers(); ++i) {
      const std::int64_t size = config.noiseSize(i);
      tensors["noises.noise_" + std::to_string(i)] = at::randn({1, 1, size, size});
    }
  }

  std::map<std::string, at::Tensor> tensors;

 private:
  void level(std::size_t i) {
    const std::int64_t from = config_.channels[i], to = config_.channels[i + 1];
    convolution("convs." + std::to_string(2 * i), from, to);
    convolution("convs." + std::to_string(2 * i + 1), to, to);
    rgb("to_rgbs." + std::to_string(i), to);
  }

  void modulation(const std::string &name, std::int64_t channels) {
    tensors[name + ".conv.modulation.weight"] = at::randn({channels, config_.styleDim});
    tensors[name + ".conv.modulation.bias"] = at::randn({channels}) * 0.1 + 1;
  }

  void convolution(const std::string &name, std::int64_t from, std::int64_t to) {
    modulation(name, from);
    tensors[name + ".conv.weight"] = at::randn({1, to, from, 3, 3});
    tensors[name + ".activate.bias"] = at::randn({to}) * 0.1;
    tensors[name + ".noise.weight"] = at::randn({1}) * 0.1;
  }

  void rgb(const std::string &name, std::int64_t from) {
    modulation(name, from);
    tensors[name + ".conv.weight"] = at::randn({1, 3, from, 1, 1});
    tensors[name + ".bias"] = at::randn({1, 3, 1, 1}) * 0.1;
  }

  StyleGan2Config config_;
};

}  // namespace everyword
