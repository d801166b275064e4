#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "engine/checkpoint/tensor_table.h"

namespace everyword {

inline constexpr std::array<double, 3> kClipMean = {0.48145466, 0.4578275, 0.40821073};
inline constexpr std::array<double, 3> kClipDeviation = {0.26862954, 0.26130258, 0.27577711};

enum class VisionKind { PatchTransformer, StemTransformer, ResNet };

/// All of CLIP's hyper-parameters; they follow from the tensors' shapes alone.
struct ClipConfig {
  VisionKind vision = VisionKind::PatchTransformer;
  std::int64_t embedDim = 512;     ///< D, of both features
  std::int64_t imageSize = 224;    ///< S
  std::int64_t visionWidth = 768;  ///< W of the vision transformer; base width of the ResNet
  std::int64_t visionHeads = 12;   ///< width/64; of the ResNet's attention pool width*32/64
  std::int64_t visionLayers = 12;  ///< blocks of the transformer
  std::array<std::int64_t, 4> resnetLayers = {0, 0, 0, 0};
  std::int64_t patchSize = 32;  ///< pixels a patch; the stem's factor; 32 for the ResNet
  std::int64_t grid = 7;        ///< patches a side
  std::int64_t textWidth = 512;
  std::int64_t textHeads = 8;
  std::int64_t textLayers = 12;
  std::int64_t contextLength = 77;
  std::int64_t vocabularySize = 49408;

  /// `table` in OpenAI's naming. Throws FileError naming what is missing.
  static ClipConfig fromTensors(const TensorTable &table);
};

}  // namespace everyword
