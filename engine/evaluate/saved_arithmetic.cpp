#include "engine/evaluate/saved_arithmetic.h"

namespace everyword {

namespace {

/// The query, the output and the MLP of the other tokens, and their attention, whose gradient is
/// twice the work.
double savedInLastBlock(const ClipConfig &config) {
  if (config.vision == VisionKind::ResNet) {
    return 0;
  }
  const double w = static_cast<double>(config.visionWidth);
  const double others = static_cast<double>(config.grid * config.grid);
  const double products = others * 20 * w * w, attention = others * 4 * (others + 1) * w;
  return 2 * products + 3 * attention;
}

double savedByUpsampling(const VqganConfig &config, double height, double width) {
  double saved = 0;
  for (std::size_t level = config.multipliers.size(); level-- > 1;) {
    const double channels = static_cast<double>(config.channels * config.multipliers[level]);
    const double pair = 2 * channels * channels, pixels = height * width;
    saved += 2 * 9 * pair * 4 * pixels;                          // as defined, both ways
    saved -= 16 * pair * ((height + 1) * (width + 1) + pixels);  // as done
    height *= 2;
    width *= 2;
  }
  return saved;
}

}  // namespace

double savedInClip(const ClipConfig &clip, std::int64_t encodings) {
  return static_cast<double>(encodings) * savedInLastBlock(clip);
}

double savedInVqgan(const VqganConfig &vqgan, std::int64_t height, std::int64_t width) {
  return savedByUpsampling(vqgan, static_cast<double>(height), static_cast<double>(width));
}

}  // namespace everyword
