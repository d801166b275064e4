#pragma once

#include "engine/evaluate/random_vqgan.h"

namespace everyword {

/// Small enough for a test: 12 codes of 4, two levels of 8 and 16 channels, attention at the coarse
/// one, norms of 8 groups.
inline VqganConfig tinyConfig(bool gumbel = false) {
  VqganConfig config;
  config.embedDim = gumbel ? 6 : 4;
  config.codes = 12;
  config.zChannels = 6;
  config.resolution = 64;
  config.channels = 8;
  config.multipliers = {1, 2};
  config.resBlocks = 1;
  config.attentionResolutions = {32};
  config.normGroups = 8;
  config.gumbel = gumbel;
  return config;
}

struct TinyVqgan : RandomVqgan {
  explicit TinyVqgan(bool gumbel = false) : RandomVqgan(tinyConfig(gumbel)) {}
  TensorTable table() const { return TensorTable::fromTensors(tensors, "tiny.ckpt"); }
};

}  // namespace everyword
