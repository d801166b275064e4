#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstddef>
#include <memory>

#include "engine/checkpoint/tensor_table.h"
#include "engine/models/biggan/biggan_config.h"
#include "engine/models/model.h"

namespace everyword {

/// The truncation of z in training, which the published search keeps to.
inline constexpr double kLargestBigGanZ = 2;

/// BigGAN's generator (Brock et al. 2019) with hierarchical latent and shared class embedding, as
/// FuseDream uses it, or BigGAN-deep in HuggingFace's layout. Weights are constants. Thread-safe
/// for inference.
class BigGanModel : public Model {
 public:
  /// `table`: as it is in the file. Configuration from shapes. `truncation` in (0, 1]: BigGAN-deep
  /// stores statistics of its norms for z of different truncations; others do not look at it.
  /// Throws FileError listing every missing, extra and mis-shaped key, InputError.
  static std::shared_ptr<const BigGanModel> load(const TensorTable &table,
                                                 c10::Device device = c10::kCPU,
                                                 double truncation = 1);

  virtual const BigGanConfig &config() const = 0;

  StepMemory stepMemory(double width, double height) const override;  ///< of its own size

  /// The class embeddings of all classes, [classes, sharedDim].
  virtual const at::Tensor &classEmbeddings() const = 0;
  /// Those of some: `ids` [B] int64 -> [B, sharedDim].
  at::Tensor classEmbedding(const at::Tensor &ids) const;

  /// Picture [B, 3, R, R] in [-1, 1] from `z` [B, latentDim] (the published search keeps it in [-2,
  /// 2]) and `y` [B, sharedDim], a class embedding or a mixture of several. Differentiable in both.
  virtual at::Tensor generate(const at::Tensor &z, const at::Tensor &y) const = 0;
  /// The feature map behind the first `blocks` blocks (and their attention).
  virtual at::Tensor features(const at::Tensor &z, const at::Tensor &y,
                              std::size_t blocks) const = 0;
};

}  // namespace everyword
