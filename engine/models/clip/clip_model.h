#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/checkpoint/tensor_table.h"
#include "engine/models/clip/clip_config.h"
#include "engine/models/model.h"
#include "engine/nn/attention_trace.h"

namespace everyword {

/// CLIP (Radford et al. 2021): an image encoder (vision transformer with a patch embedding or a
/// convolutional stem, or the modified ResNet) and a text transformer. Weights are constants: they
/// never require gradients. Thread-safe for inference.
class ClipModel : public Model {
 public:
  /// Finds naming (OpenAI, open_clip, HuggingFace) and configuration from names, shapes and the
  /// companion (ClipConfig::fromTensors). Throws FileError listing every missing, extra and
  /// mis-shaped key.
  static std::shared_ptr<const ClipModel> load(const TensorTable &table,
                                               c10::Device device = c10::kCPU,
                                               const std::string &companion = {});

  virtual const ClipConfig &config() const = 0;

  /// `images` [B,3,S,S], S = config().imageSize, already normalised with kClipMean and
  /// kClipDeviation. Returns [B, D], not unit length. `trace`: attention of every block (vision
  /// transformers only). `lastBlock`: for the closed form (vision transformers only).
  virtual at::Tensor encodeImage(const at::Tensor &images, AttentionTrace *trace = nullptr,
                                 LastBlockTrace *lastBlock = nullptr,
                                 const ForwardOptions &options = {}) const = 0;

  /// `tokens` [B, L] int64, L <= context length; the feature is taken at the largest id. Returns
  /// [B, D], not unit length.
  virtual at::Tensor encodeText(const at::Tensor &tokens,
                                AttentionTrace *trace = nullptr) const = 0;

  /// The same from embeddings [B, L, W] (prompt learning); `endPositions` [B] int64.
  virtual at::Tensor encodeTextEmbeddings(const at::Tensor &embeddings,
                                          const at::Tensor &endPositions,
                                          AttentionTrace *trace = nullptr) const = 0;

  StepMemory stepMemory(double width, double height) const override;  ///< of one cutout
  virtual double logitScale() const = 0;  ///< exp of the stored parameter
};

/// (images - mean) / deviation for images [B,3,H,W] in [0,1].
at::Tensor normaliseForClip(const at::Tensor &images);

/// Rows of unit length.
at::Tensor l2Normalize(const at::Tensor &features);

}  // namespace everyword
