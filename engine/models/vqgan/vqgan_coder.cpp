#include "engine/models/vqgan/vqgan_coder.h"

#include <algorithm>

#include "engine/core/precision.h"
#include "engine/models/vqgan/vqgan_keys.h"

namespace everyword::vqgan {

bool hasAttention(const VqganConfig &config, std::size_t level) {
  const auto &places = config.attentionResolutions;
  return std::find(places.begin(), places.end(), config.resolution >> level) != places.end();
}

Encoder::Encoder(const LayerSource &source, const VqganConfig &config)
    : convIn_(Convolution::load(source, "encoder.conv_in", 3, config.channels, 3)) {
  std::int64_t width = config.channels;
  for (std::size_t i = 0; i < config.multipliers.size(); ++i) {
    const std::string name = levelName("encoder.down", i);
    const std::int64_t to = config.channels * config.multipliers[i];
    levels_.push_back(
        Level::load(source, name, width, to, config.resBlocks, hasAttention(config, i)));
    width = to;
    if (i + 1 < config.multipliers.size()) {
      between_.push_back(Downsample::load(source, name + ".downsample", width));
    }
  }
  middle_ = Middle::load(source, "encoder.mid", width);
  normOut_ = Norm::load(source, "encoder.norm_out", width);
  convOut_ = Convolution::load(source, "encoder.conv_out", width, config.zChannels, 3);
}

at::Tensor Encoder::operator()(const at::Tensor &picture) const {
  at::Tensor x = convIn_(inConvolutionLayout(picture));
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    x = levels_[i](x);
    if (i < between_.size()) {
      x = between_[i](x);
    }
  }
  return convOut_(normOut_.thenSilu(middle_(x)));
}

Decoder::Decoder(const LayerSource &source, const VqganConfig &config) {
  std::int64_t width = config.channels * config.multipliers.back();
  convIn_ = Convolution::load(source, "decoder.conv_in", config.zChannels, width, 3);
  middle_ = Middle::load(source, "decoder.mid", width);
  for (std::size_t i = config.multipliers.size(); i-- > 0;) {
    const std::string name = levelName("decoder.up", i);
    const std::int64_t to = config.channels * config.multipliers[i];
    levels_.push_back(
        Level::load(source, name, width, to, config.resBlocks + 1, hasAttention(config, i)));
    width = to;
    if (i > 0) {
      between_.push_back(Upsample::load(source, name + ".upsample", width));
    }
  }
  normOut_ = Norm::load(source, "decoder.norm_out", width);
  convOut_ = Convolution::load(source, "decoder.conv_out", width, 3, 3);
}

at::Tensor Decoder::operator()(const at::Tensor &latent, const ForwardOptions &options) const {
  at::Tensor x = middle_(convIn_(inConvolutionLayout(latent)));
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    x = levels_[i](x, options.checkpointActivations);
    if (i < between_.size()) {
      x = between_[i](x);
    }
  }
  // Colours have 8 bits, as many as bfloat16's fraction has: the last layer is not reduced.
  const FullPrecision full(x.device());
  return convOut_(inFullPrecision(normOut_.thenSilu(x)));
}

}  // namespace everyword::vqgan
