#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "engine/checkpoint/tensor_table.h"
#include "engine/nn/quick_gelu.h"

namespace everyword {

inline constexpr std::array<double, 3> kClipMean = {0.48145466, 0.4578275, 0.40821073};
inline constexpr std::array<double, 3> kClipDeviation = {0.26862954, 0.26130258, 0.27577711};

enum class VisionKind { PatchTransformer, StemTransformer, ResNet };

/// Sizes of a transformer's block.
struct BlockShape {
  std::int64_t width = 0, heads = 1, mlp = 0;  ///< mlp: width of the hidden layer
  Activation activation = Activation::QuickGelu;
  double epsilon = 1e-5;  ///< of its norms
};

/// All of CLIP's hyper-parameters. Most follow from the tensors' shapes. What shapes do not show
/// (activation, heads, the norms' epsilon) is read from a configuration beside the checkpoint
/// (HuggingFace's config.json, open_clip's open_clip_config.json), or known of published sizes.
struct ClipConfig {
  struct Encoder {
    std::int64_t mlp = 3072;
    Activation activation = Activation::QuickGelu;
    double epsilon = 1e-5;
  };

  VisionKind vision = VisionKind::PatchTransformer;
  std::int64_t embedDim = 512;     ///< D, of both features
  std::int64_t imageSize = 224;    ///< S
  std::int64_t visionWidth = 768;  ///< W of the vision transformer; base width of the ResNet
  std::int64_t visionHeads = 12;   ///< of the ResNet: of its attention pool
  std::int64_t visionLayers = 12;  ///< blocks of the transformer
  std::array<std::int64_t, 4> resnetLayers = {0, 0, 0, 0};
  std::int64_t patchSize = 32;  ///< pixels a patch; the stem's factor; 32 for the ResNet
  std::int64_t grid = 7;        ///< patches a side
  std::int64_t textWidth = 512;
  std::int64_t textHeads = 8;
  std::int64_t textLayers = 12;
  std::int64_t contextLength = 77;
  std::int64_t vocabularySize = 49408;

  Encoder image, text;
  std::string assumed;  ///< a sentence when activation and heads could only be guessed

  BlockShape visionBlock() const {
    return {visionWidth, visionHeads, image.mlp, image.activation, image.epsilon};
  }
  BlockShape textBlock() const {
    return {textWidth, textHeads, text.mlp, text.activation, text.epsilon};
  }

  /// `table` in OpenAI's naming; `companion`: path of the configuration beside it, or empty. Throws
  /// FileError naming what is missing, or what of the companion does not fit.
  static ClipConfig fromTensors(const TensorTable &table, const std::string &companion = {});
  /// Takes activation, heads and epsilon from the companion. Throws FileError.
  void readCompanion(const std::string &path);
};

}  // namespace everyword
