#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/checkpoint/tensor_table.h"

namespace everyword {
struct ModelReport;
struct ModelSource;
}  // namespace everyword

namespace everyword {

/// Everything about a StyleGAN2 generator that its layers follow. A level is a resolution: 4, 8,
/// ... up to `size`.
struct StyleGan2Config {
  std::int64_t size = 1024;            ///< pixels a side of the picture
  std::int64_t styleDim = 512;         ///< width of z and w
  std::int64_t mappingLayers = 8;      ///< n_mlp
  std::int64_t channelMultiplier = 2;  ///< inferred from the widths from 64 pixels on; 2 below
  std::vector<std::int64_t> channels;  ///< width of each level, 4 pixels first

  std::size_t levels() const { return channels.size(); }
  std::int64_t latentRows() const;   ///< rows of W+: 18 for 1024 pixels
  std::size_t noiseLayers() const;   ///< convolutions, each with its noise: 17 for 1024
  std::size_t styleVectors() const;  ///< of style space: 26 for 1024
  /// Style vectors 1, 4, 7, ... drive a to-RGB layer; edits leave them alone.
  static bool isRgbStyle(std::size_t index) { return index % 3 == 1; }
  std::int64_t styleWidth(std::size_t index) const;  ///< entries of a style vector
  std::int64_t noiseSize(std::size_t layer) const;   ///< pixels a side of a convolution's noise

  /// From names and shapes; `table` as it is in the file. Throws FileError.
  static StyleGan2Config fromTensors(const TensorTable &table);
};

namespace stylegan2 {

/// The generator's entries of rosinality's layout: those below "g_ema." (the averaged weights), or
/// the table itself.
TensorTable generatorPart(const TensorTable &table);

bool looksLikeStyleGan2(const TensorTable &table);

void describe(const ModelSource &source, ModelReport &report);

}  // namespace stylegan2
}  // namespace everyword
