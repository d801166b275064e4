#include <algorithm>
#include <string>

#include "engine/api/errors.h"
#include "engine/models/biggan/biggan_config.h"
#include "engine/models/weights/table_shapes.h"

namespace everyword::biggan {
namespace {

constexpr char kModel[] = "BigGAN-deep";
const std::string kLayers = "generator.layers.";
constexpr std::int64_t kMostLayers = 40, kBlocksAResolution = 2;

bool isAttention(const TensorTable &table, std::int64_t layer) {
  const std::string prefix = kLayers + std::to_string(layer) + ".snconv1x1_";
  const auto first = table.infos().lower_bound(prefix);
  return first != table.infos().end() && first->first.starts_with(prefix);
}

std::int64_t channelsBefore(const TensorTable &table, std::int64_t layer) {
  const std::string name = kLayers + std::to_string(layer);
  return sizeFrom(
      table, {{name + ".bn_0.running_means", 2, 1}, {name + ".conv_0.weight_orig", 4, 1}}, kModel);
}

std::int64_t channelsBehind(const TensorTable &table, std::int64_t layer) {
  const std::string name = kLayers + std::to_string(layer);
  return sizeFrom(table, {{name + ".conv_3.weight_orig", 4, 0}, {name + ".conv_3.bias", 1, 0}},
                  kModel);
}

void addLayer(BigGanConfig &config, const TensorTable &table, std::int64_t layer) {
  if (!isAttention(table, layer)) {
    config.channels.push_back(channelsBehind(table, layer));
    config.attention.push_back(false);
    return;
  }
  if (config.attention.empty() || config.attention.back()) {
    throw FileError(
        table.origin() + " is no BigGAN-deep",
        "its layer " + std::to_string(layer) + " is attention, with no block before it");
  }
  config.attention.back() = true;
}

/// A block keeps channels or drops the last ones, through a bottleneck of a quarter.
void checkChannels(const BigGanConfig &config, const TensorTable &table) {
  for (std::size_t i = 0; i < config.blocks(); ++i) {
    const std::int64_t from = config.channels[i], to = config.channels[i + 1];
    if (to > from || from < 4) {
      throw FileError(table.origin() + " is no BigGAN-deep",
                      "its block " + std::to_string(i) + " makes " + std::to_string(to) +
                          " channels of " + std::to_string(from));
    }
  }
  if (config.channels.back() < 3) {
    throw FileError(table.origin() + " is no BigGAN-deep", "it ends with fewer than 3 channels");
  }
}

std::string nameOf(std::int64_t layer) { return kLayers + std::to_string(layer) + "."; }

std::int64_t layerOf(const BigGanConfig &config, std::size_t block) {
  const auto place = static_cast<std::int64_t>(block);
  return place + std::count(config.attention.begin(), config.attention.begin() + place, true);
}

}  // namespace

BigGanConfig deepConfig(const TensorTable &part) {
  const std::int64_t layers = numberedEntries(part, kLayers);
  if (layers > kMostLayers) {
    throw FileError(part.origin() + " is no BigGAN-deep",
                    "it has " + std::to_string(layers) + " layers");
  }
  BigGanConfig config;
  config.deep = true;
  config.sharedDim = sizeFrom(part, {{"embeddings.weight", 2, 0}}, kModel);
  config.classes = sizeFrom(part, {{"embeddings.weight", 2, 1}}, kModel);
  config.channels = {channelsBefore(part, 0)};
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    addLayer(config, part, layer);
  }
  const auto blocks = static_cast<std::int64_t>(config.blocks());
  const std::int64_t condition = sizeFrom(
      part, {{kLayers + "0.bn_0.scale.weight_orig", 2, 1}, {"generator.gen_z.weight_orig", 2, 1}},
      kModel);
  config.chunk = condition - config.sharedDim;
  config.resolution = std::int64_t{4} << (blocks / kBlocksAResolution);
  config.statistics = sizeFrom(
      part, {{"generator.bn.running_means", 2, 0}, {kLayers + "0.bn_0.running_means", 2, 0}},
      kModel);
  if (blocks % kBlocksAResolution != 0 || config.chunk < 1) {
    throw FileError(part.origin() + " is no BigGAN-deep", "it has " + std::to_string(blocks) +
                                                              " blocks and a latent of " +
                                                              std::to_string(config.chunk));
  }
  checkChannels(config, part);
  return config;
}

std::string deepLayerName(const BigGanConfig &config, std::size_t block) {
  return nameOf(layerOf(config, block));
}

std::string deepAttentionName(const BigGanConfig &config, std::size_t block) {
  return nameOf(layerOf(config, block) + 1);
}

}  // namespace everyword::biggan
