#include "tests/engine/evaluate/step_flops.h"

#include <algorithm>

namespace everyword {
namespace {

class DecoderCount {
 public:
  explicit DecoderCount(const VqganConfig &config) : config_(config) {}

  Flops count(double height, double wide) {
    double pixels = height * wide;
    double width = static_cast<double>(config_.channels * config_.multipliers.back());
    const double embed = static_cast<double>(config_.embedDim);
    const double z = static_cast<double>(config_.zChannels);
    total_.forward +=
        2 * pixels * static_cast<double>(config_.codes) * embed;  // codes: no gradient
    convolution(1, embed, z, pixels);
    convolution(3, z, width, pixels);
    block(width, width, pixels);
    attention(width, pixels);
    block(width, width, pixels);
    for (std::size_t level = config_.multipliers.size(); level-- > 0;) {
      const double to = static_cast<double>(config_.channels * config_.multipliers[level]);
      for (std::int64_t i = 0; i <= config_.resBlocks; ++i) {
        block(i ? to : width, to, pixels);
        if (hasAttention(level)) {
          attention(to, pixels);
        }
      }
      width = to;
      if (level > 0) {
        // Nearest upsampling and a 3x3 convolution, as one of 2x2 with four times the channels.
        total_.forward += 2 * 4 * width * 4 * width * (height + 1) * (wide + 1);
        total_.backward += 2 * 4 * width * 4 * width * pixels;
        height *= 2;
        wide *= 2;
        pixels *= 4;
      }
    }
    convolution(3, width, 3, pixels);
    return total_;
  }

 private:
  bool hasAttention(std::size_t level) const {
    const auto &places = config_.attentionResolutions;
    return std::find(places.begin(), places.end(), config_.resolution >> level) != places.end();
  }
  void convolution(double kernel, double from, double to, double pixels) {
    const double flops = 2 * kernel * kernel * from * to * pixels;
    total_.forward += flops;
    total_.backward += flops;
  }
  void block(double from, double to, double pixels) {
    convolution(3, from, to, pixels);
    convolution(3, to, to, pixels);
    if (from != to) {
      convolution(1, from, to, pixels);
    }
  }
  void attention(double width, double pixels) {
    for (int i = 0; i < 4; ++i) {
      convolution(1, width, width, pixels);
    }
    total_.forward += 4 * pixels * pixels * width;
    total_.backward += 8 * pixels * pixels * width;
  }

  const VqganConfig &config_;
  Flops total_;
};

}  // namespace

Flops decodeFlops(const VqganConfig &config, std::int64_t height, std::int64_t width) {
  return DecoderCount(config).count(static_cast<double>(height), static_cast<double>(width));
}

Flops imageEncoderFlops(const ClipConfig &config, std::int64_t pictures) {
  const double b = static_cast<double>(pictures), w = static_cast<double>(config.visionWidth);
  const double patches = static_cast<double>(config.grid * config.grid), tokens = patches + 1;
  const double side = static_cast<double>(config.patchSize);
  const double layers = static_cast<double>(config.visionLayers);
  const double weights = 2 * patches * 3 * side * side * w     // patch embedding
                         + (layers - 1) * tokens * 24 * w * w  // qkv 6, output 2, MLP 16
                         + tokens * 4 * w * w + 20 * w * w     // last block: one query, one MLP
                         + 2 * w * static_cast<double>(config.embedDim);
  const double attention = (layers - 1) * 4 * tokens * tokens * w + 4 * tokens * w;
  return {b * (weights + attention), b * (weights + 2 * attention)};
}

}  // namespace everyword
