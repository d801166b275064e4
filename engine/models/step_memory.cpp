#include "engine/models/step_memory.h"

#include <algorithm>

#include "engine/nn/same_convolution.h"

namespace everyword {

namespace {

constexpr double kFloatBytes = 4;

// What a backward pass has to find again, in tokens of the transformer's width: the inputs of both
// norms, queries, keys and values, the heads' output, and the four times wider hidden layer.
// Products with constant weights need no input.
constexpr double kTokenValues = 10;
// And in pictures of a residual block's width: each of its two norms, activations and convolutions
// its input.
constexpr double kPixelValues = 6;

void addClip(const ClipConfig &config, StepMemory &memory) {
  if (config.vision == VisionKind::ResNet) {
    return;  // it lays out no pictures
  }
  const double token = static_cast<double>((config.grid * config.grid + 1) * config.visionWidth);
  const double layers = static_cast<double>(config.visionLayers);
  memory.encode = token * layers * kTokenValues * kFloatBytes;
  memory.encodeSparing = token * (layers + kTokenValues) * kFloatBytes;
}

void addVqgan(const VqganConfig &config, double width, double height, StepMemory &memory) {
  double largest = 0;
  for (std::size_t level = 0; level < config.multipliers.size(); ++level) {
    const double scale = static_cast<double>(std::int64_t{1} << level);
    const std::int64_t across = config.channels * config.multipliers[level];
    const double channels = static_cast<double>(across);
    const double picture = width / scale * (height / scale) * channels * kFloatBytes;
    const double blocks = static_cast<double>(config.resBlocks + 1);
    memory.decode += picture * blocks * kPixelValues;
    memory.decodeSparing += picture * blocks;
    largest = std::max(largest, picture * kPixelValues);
    memory.kernels += 2 * blocks * SameConvolution::extraBytes(across, across);
  }
  memory.decodeSparing += largest;
}

}  // namespace

StepMemory stepMemory(const ClipConfig &clip, const VqganConfig &vqgan, double width,
                      double height) {
  StepMemory memory;
  addClip(clip, memory);
  addVqgan(vqgan, width, height, memory);
  return memory;
}

}  // namespace everyword
