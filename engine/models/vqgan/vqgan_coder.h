#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "engine/models/vqgan/vqgan_layers.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword::vqgan {

/// Picture [B, 3, H, W] -> [B, zChannels, H/f, W/f]: levels from the full resolution down, then the
/// middle.
class Encoder {
 public:
  Encoder(const LayerSource &source, const VqganConfig &config);
  at::Tensor operator()(const at::Tensor &picture) const;

 private:
  Convolution convIn_, convOut_;
  std::vector<Level> levels_;        ///< full resolution first
  std::vector<Downsample> between_;  ///< one fewer than levels
  Middle middle_;
  Norm normOut_;
};

/// [B, zChannels, h, w] -> picture [B, 3, h*f, w*f]: the middle, then levels up to the full
/// resolution, which have one block more than the encoder's.
class Decoder {
 public:
  Decoder(const LayerSource &source, const VqganConfig &config);
  at::Tensor operator()(const at::Tensor &latent, const ForwardOptions &options) const;

 private:
  Convolution convIn_, convOut_;
  Middle middle_;
  std::vector<Level> levels_;      ///< coarsest first
  std::vector<Upsample> between_;  ///< one fewer than levels
  Norm normOut_;
};

/// Does the level of this index, 0 being the full resolution, have attention?
bool hasAttention(const VqganConfig &config, std::size_t level);

}  // namespace everyword::vqgan
