#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "engine/models/arcface/arcface_model.h"
#include "engine/models/weights/weight_source.h"

namespace everyword::arcface {

// The layers of IR-SE in evaluation mode, [B, C, H, W]. A batch norm is then a scale and a shift a
// channel: behind a convolution it is folded into it, before one it is kept, since the padding's
// zeros do not pass it.

/// y = scale * x + shift, from a batch norm's weight, bias, running mean and running variance; each
/// [C].
struct FrozenNorm {
  at::Tensor scale, shift;

  static FrozenNorm load(const WeightSource &source, const std::string &name,
                         std::int64_t channels);
  at::Tensor operator()(const at::Tensor &x) const;
};

/// A convolution with the batch norm behind it, if any.
struct Convolution {
  at::Tensor weight, bias;  ///< bias undefined without a norm
  std::int64_t stride = 1;

  /// `norm`: the batch norm's name, or empty.
  static Convolution load(const WeightSource &source, const std::string &name,
                          const std::string &norm, std::int64_t from, std::int64_t to,
                          std::int64_t kernel, std::int64_t stride = 1);
  at::Tensor operator()(const at::Tensor &x) const;
};

/// Norm, convolution, PReLU, strided convolution, squeeze-excitation; beside it a strided pick of
/// pixels, or a strided 1x1 convolution where the width changes.
class Block {
 public:
  Block(const WeightSource &source, const std::string &name, const ArcFaceBlock &shape);
  at::Tensor operator()(const at::Tensor &x) const;

 private:
  at::Tensor beside(const at::Tensor &x) const;

  std::int64_t stride_;
  FrozenNorm norm_;
  Convolution first_, second_, shortcut_;  ///< no shortcut weight: the pick
  at::Tensor slopes_;                      ///< of the PReLU, [to]
  at::Tensor squeeze_, excite_;            ///< [squeezed, to], [to, squeezed]
};

}  // namespace everyword::arcface
