#include "engine/models/stylegan2/stylegan2_config.h"

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/checkpoint/model_part.h"
#include "engine/models/weights/table_shapes.h"

namespace everyword {
namespace {

constexpr char kModel[] = "StyleGAN2";
constexpr char kAnchor[] = "to_rgb1.conv.modulation.weight";
constexpr std::int64_t kMostLevels = 10;  // 2048 pixels
constexpr std::int64_t kMostMappingLayers = 32;

std::int64_t widthOf(const TensorTable &table, std::int64_t level) {
  if (level == 0) {
    return sizeFrom(table, {{"input.input", 4, 1}, {"conv1.activate.bias", 1, 0}}, kModel);
  }
  const std::string up = "convs." + std::to_string(2 * level - 2);
  const std::string flat = "convs." + std::to_string(2 * level - 1);
  return sizeFrom(
      table,
      {{up + ".conv.weight", 5, 1}, {flat + ".conv.weight", 5, 1}, {up + ".activate.bias", 1, 0}},
      kModel);
}

}  // namespace

std::int64_t StyleGan2Config::latentRows() const { return 2 * static_cast<std::int64_t>(levels()); }

std::size_t StyleGan2Config::noiseLayers() const { return 2 * levels() - 1; }

std::size_t StyleGan2Config::styleVectors() const { return 3 * levels() - 1; }

std::int64_t StyleGan2Config::styleWidth(std::size_t index) const {
  // convolution, to-RGB; then per level: upsampling convolution (of the width below), convolution,
  // to-RGB
  if (index < 2) {
    return channels.at(0);
  }
  const std::size_t level = (index + 1) / 3;
  return channels.at(index % 3 == 2 ? level - 1 : level);
}

std::int64_t StyleGan2Config::noiseSize(std::size_t layer) const {
  return std::int64_t{4} << ((layer + 1) / 2);
}

StyleGan2Config StyleGan2Config::fromTensors(const TensorTable &whole) {
  const TensorTable table = stylegan2::generatorPart(whole);
  StyleGan2Config config;
  config.styleDim = sizeFrom(table, {{kAnchor, 2, 1}, {"style.1.weight", 2, 0}}, kModel);
  config.mappingLayers = std::max<std::int64_t>(numberedEntries(table, "style.") - 1, 0);
  const std::int64_t blocks =
      std::max((numberedEntries(table, "convs.") + 1) / 2, numberedEntries(table, "to_rgbs."));
  if (blocks + 1 > kMostLevels || config.mappingLayers > kMostMappingLayers) {
    throw FileError(table.origin() + " is no StyleGAN2",
                    "it has " + std::to_string(blocks) + " levels above 4 pixels and " +
                        std::to_string(config.mappingLayers) + " mapping layers");
  }
  for (std::int64_t level = 0; level <= blocks; ++level) {
    config.channels.push_back(widthOf(table, level));
  }
  config.size = std::int64_t{4} << blocks;
  // The widths are 16384 * multiplier / size from 64 pixels on, and 512 below.
  if (config.size >= 64) {
    config.channelMultiplier = config.channels.back() * config.size / 16384;
  }
  return config;
}

namespace stylegan2 {

TensorTable generatorPart(const TensorTable &table) {
  return choosePart(table, {kAnchor, {"g_ema", "generator", "g"}, true, {}});
}

bool looksLikeStyleGan2(const TensorTable &table) {
  const TensorTable part = generatorPart(table);
  return part.has(kAnchor) && part.has("input.input") && part.has("style.1.weight");
}

}  // namespace stylegan2
}  // namespace everyword
