#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/checkpoint/tensor_table.h"

namespace everyword {

/// Everything about a BigGAN generator that its layers follow. Each block doubles the resolution,
/// from 4 pixels on.
struct BigGanConfig {
  std::int64_t resolution = 256;  ///< pixels a side
  std::int64_t classes = 1000;
  std::int64_t sharedDim = 128;        ///< width of a class embedding
  std::int64_t chunk = 20;             ///< entries of z for the linear layer, and for each block
  std::vector<std::int64_t> channels;  ///< before the first block, then behind each
  std::vector<bool> attention;         ///< one a block: is attention behind it?

  std::size_t blocks() const { return attention.size(); }
  std::int64_t latentDim() const { return chunk * (static_cast<std::int64_t>(blocks()) + 1); }
  /// Width of what drives a conditional norm: class embedding and chunk.
  std::int64_t conditionDim() const { return sharedDim + chunk; }

  /// From names and shapes. Throws FileError; BigGAN-deep is told by its name.
  static BigGanConfig fromTensors(const TensorTable &table);
};

namespace biggan {

/// The generator's entries, whatever stands before their names.
TensorTable generatorPart(const TensorTable &table);

bool looksLikeBigGan(const TensorTable &table);

}  // namespace biggan
}  // namespace everyword
