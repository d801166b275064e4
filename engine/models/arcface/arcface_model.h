#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/checkpoint/tensor_table.h"
#include "engine/models/model.h"

namespace everyword {
struct ModelReport;
struct ModelSource;
}  // namespace everyword

namespace everyword {

/// A residual block of IR-SE, inferred from its tensors.
struct ArcFaceBlock {
  std::int64_t from = 64;  ///< channels in
  std::int64_t to = 64;    ///< channels out
  /// 2 at the head of a stage: the first block, and wherever the width changes.
  std::int64_t stride = 1;
  std::int64_t squeezed = 4;  ///< width inside the squeeze-excitation
};

struct ArcFaceConfig {
  std::vector<ArcFaceBlock> blocks;  ///< 24 for IR-SE50
  std::int64_t embedDim = 512;

  /// From names and shapes. Throws FileError.
  static ArcFaceConfig fromTensors(const TensorTable &table);
};

/// The identity network IR-SE50 trained with ArcFace (Deng et al. 2019), in evaluation mode.
/// Weights are constants. Thread-safe for inference.
class ArcFaceModel : public Model {
 public:
  /// Throws FileError listing every missing, extra and mis-shaped key.
  static std::shared_ptr<const ArcFaceModel> load(const TensorTable &table,
                                                  c10::Device device = c10::kCPU);

  virtual const ArcFaceConfig &config() const = 0;

  /// `pictures` [B, 3, H, W] in [-1, 1] -> embeddings [B, embedDim] of unit length.
  at::Tensor embed(const at::Tensor &pictures) const;
  /// The same for cropped faces [B, 3, 112, 112].
  virtual at::Tensor embedFaces(const at::Tensor &faces) const = 0;
  /// The feature map of cropped faces behind the first `blocks` blocks.
  virtual at::Tensor features(const at::Tensor &faces, std::size_t blocks) const = 0;
};

/// The part of aligned portraits that the network sees: [B, 3, H, W] -> [B, 3, 112, 112]. Pictures
/// are pooled to 256 x 256 unless they have that size (the published code looks at the height
/// alone); rows 35..222 and columns 32..219 of that count.
at::Tensor croppedFaces(const at::Tensor &pictures);

/// Mean over the batch of 1 - cosine of the identities: 0 for the same person, about 1 for another.
/// `edited`, `original` [B, 3, H, W] in [-1, 1]; the original takes no gradient. Returns a scalar.
at::Tensor identityLoss(const ArcFaceModel &model, const at::Tensor &edited,
                        const at::Tensor &original);

/// The same with the original's embeddings [B, embedDim] at hand: a loop needs them once.
at::Tensor identityLossTo(const ArcFaceModel &model, const at::Tensor &edited,
                          const at::Tensor &originalEmbedding);

namespace arcface {

/// The network's entries, whatever stands before their names.
TensorTable networkPart(const TensorTable &table);

bool looksLikeArcFace(const TensorTable &table);

void describe(const ModelSource &source, ModelReport &report);

}  // namespace arcface
}  // namespace everyword
