#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "engine/checkpoint/tensor_table.h"
#include "engine/models/clip/clip_weights.h"
#include "engine/nn/same_convolution.h"

namespace everyword {

/// The convolutional stem that stands in for a patch embedding: stages that halve the side, with
/// residual blocks of group norms, then a 1x1 projection to the transformer's width.
class ConvStem {
 public:
  /// Numbers and widths of stages and blocks follow from the tensors below "visual.stem.".
  static ConvStem load(const TensorTable &table, ClipWeights &weights, std::int64_t outWidth);

  /// [B, 3, S, S] -> [B, outWidth, S / 2^stages, S / 2^stages].
  at::Tensor forward(const at::Tensor &images) const;

 private:
  struct Norm {
    at::Tensor weight, bias;
    /// silu of the normalised x, with `residual` added before it where it is given.
    at::Tensor thenSilu(const at::Tensor &x, const at::Tensor &residual = {}) const;
  };
  struct Block {
    SameConvolution conv1, conv2;
    Norm norm1, norm2;
    at::Tensor forward(const at::Tensor &x) const;
  };
  struct Stage {
    at::Tensor down;
    Norm norm;
    std::vector<Block> blocks;
  };
  static Norm loadNorm(ClipWeights &weights, const std::string &prefix, std::int64_t width);

  std::vector<Stage> stages_;
  SameConvolution projection_;
};

}  // namespace everyword
