#include <string>

#include "engine/api/errors.h"
#include "engine/models/vqgan/vqgan_keys.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {
namespace {

using vqgan::levelName;

const std::vector<std::int64_t> &shapeOf(const TensorTable &table, const std::string &name,
                                         std::size_t dimensions) {
  if (!table.has(name)) {
    throw FileError(table.origin() + " is no complete VQGAN", "missing " + name);
  }
  const auto &shape = table.info(name).shape;
  if (shape.size() != dimensions) {
    throw FileError(table.origin() + " is no VQGAN", name + " has " + std::to_string(shape.size()) +
                                                         " dimensions, expected " +
                                                         std::to_string(dimensions));
  }
  return shape;
}

std::int64_t countBlocks(const TensorTable &table, const std::string &level) {
  std::int64_t count = 0;
  while (table.has(level + ".block." + std::to_string(count) + ".conv1.weight")) {
    ++count;
  }
  return count;
}

/// Taming's models have 32 groups. A group count leaves no trace in the tensors, so 32 is assumed
/// wherever it is possible at all; small models, whose widths 32 does not divide, use 8 (as the
/// starter pack's yaml says).
std::int64_t guessNormGroups(const VqganConfig &config) {
  for (const std::int64_t multiplier : config.multipliers) {
    if ((config.channels * multiplier) % 32 != 0) {
      return 8;
    }
  }
  return 32;
}

}  // namespace

VqganConfig VqganConfig::fromTensors(const TensorTable &whole) {
  const TensorTable table = vqgan::modelPart(whole);
  VqganConfig config;
  config.gumbel = table.has("quantize.embed.weight");
  const auto &codebook = shapeOf(table, vqgan::codebookName(config.gumbel), 2);
  config.codes = codebook[0];
  config.embedDim = codebook[1];
  config.zChannels = shapeOf(table, "post_quant_conv.weight", 4)[0];
  config.channels = shapeOf(table, "encoder.conv_in.weight", 4)[0];
  if (config.channels < 1) {
    throw FileError(table.origin() + " is no VQGAN", "it has no channels");
  }

  config.multipliers.clear();
  for (std::size_t level = 0;; ++level) {
    const std::string first = levelName("encoder.down", level) + ".block.0.conv1.weight";
    if (!table.has(first) || level > 12) {
      break;
    }
    config.multipliers.push_back(shapeOf(table, first, 4)[0] / config.channels);
  }
  if (config.multipliers.empty()) {
    throw FileError(table.origin() + " is no complete VQGAN",
                    "missing encoder.down.0.block.0.conv1.weight");
  }
  config.resBlocks = countBlocks(table, "encoder.down.0");

  // The size in training is not in the tensors; it only names the levels with attention, so any
  // will do.
  config.resolution = std::int64_t{256} << (config.multipliers.size() > 8 ? 8 : 0);
  config.attentionResolutions.clear();
  for (std::size_t level = 0; level < config.multipliers.size(); ++level) {
    if (table.has(levelName("encoder.down", level) + ".attn.0.q.weight")) {
      config.attentionResolutions.push_back(config.resolution >> level);
    }
  }
  config.normGroups = guessNormGroups(config);
  return config;
}

}  // namespace everyword
