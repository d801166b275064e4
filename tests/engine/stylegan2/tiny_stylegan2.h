#pragma once

#include "engine/evaluate/random_stylegan2.h"

namespace everyword {

/// Small enough for a test: 16 pixels, widths of its own at every level.
struct TinyStyleGan2 : RandomStyleGan2 {
  static StyleGan2Config configuration() {
    StyleGan2Config config;
    config.size = 16;
    config.styleDim = 6;
    config.mappingLayers = 2;
    config.channels = {8, 5, 4};
    return config;
  }
  TinyStyleGan2() : RandomStyleGan2(configuration()) {}
  TensorTable table() const { return TensorTable::fromTensors(tensors, "tiny.pt"); }
};

}  // namespace everyword
