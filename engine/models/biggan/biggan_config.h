#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/checkpoint/tensor_table.h"

namespace everyword {
struct ModelReport;
struct ModelSource;
}  // namespace everyword

namespace everyword {

/// Everything about a BigGAN generator that its layers follow. Resolutions double from 4 pixels on:
/// with each block, and in BigGAN-deep with every second.
struct BigGanConfig {
  bool deep = false;              ///< BigGAN-deep
  std::int64_t resolution = 256;  ///< pixels a side
  std::int64_t classes = 1000;
  std::int64_t sharedDim = 128;        ///< width of a class embedding
  std::int64_t chunk = 20;             ///< entries of z for the linear layer, and for each block;
                                       ///< BigGAN-deep gives all of z to each
  std::vector<std::int64_t> channels;  ///< before the first block, then behind each
  std::vector<bool> attention;         ///< one a block: is attention behind it?
  std::int64_t statistics = 0;         ///< deep: for how many truncations, from 0 to 1, the norms
                                       ///< have statistics

  std::size_t blocks() const { return attention.size(); }
  std::int64_t latentDim() const {
    return deep ? chunk : chunk * (static_cast<std::int64_t>(blocks()) + 1);
  }
  /// Width of what drives a conditional norm: class embedding and chunk.
  std::int64_t conditionDim() const { return sharedDim + chunk; }

  /// From names and shapes. Throws FileError.
  static BigGanConfig fromTensors(const TensorTable &table);
};

namespace biggan {

/// The generator's entries, whatever stands before their names.
TensorTable generatorPart(const TensorTable &table);

bool looksLikeBigGan(const TensorTable &table);

void describe(const ModelSource &source, ModelReport &report);

/// BigGAN-deep as HuggingFace published it for PyTorch (pytorch-pretrained-BigGAN).
bool looksDeep(const TensorTable &part);
BigGanConfig deepConfig(const TensorTable &part);

/// "generator.layers.9.": where block `block`, and the attention behind it, stand in such a file,
/// whose attention layers count as layers too.
std::string deepLayerName(const BigGanConfig &config, std::size_t block);
std::string deepAttentionName(const BigGanConfig &config, std::size_t block);

}  // namespace biggan
}  // namespace everyword
