#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <string>
#include <vector>

#include "engine/models/clip/clip_config.h"
#include "engine/models/clip/clip_weights.h"

namespace everyword {

/// CLIP's ResNet: a stem of three convolutions, average pools in place of strides, attention in
/// place of the last pool. Batch norms are in evaluation mode and become part of the convolutions
/// when they are loaded.
class ModifiedResnet {
 public:
  static ModifiedResnet load(const ClipConfig &config, ClipWeights &weights);

  /// [B, 3, S, S] -> [B, D].
  at::Tensor forward(const at::Tensor &images) const;

  // The parts, for tests and tools.
  at::Tensor stem(const at::Tensor &images) const;                 ///< -> [B, w, S/4, S/4]
  at::Tensor stage(std::size_t index, const at::Tensor &x) const;  ///< 0 .. 3
  at::Tensor attentionPool(const at::Tensor &x) const;             ///< [B, 32w, g, g] -> [B, D]

 private:
  struct Convolution {
    at::Tensor weight, bias;
    at::Tensor forward(const at::Tensor &x, std::int64_t stride, std::int64_t padding) const;
  };
  struct Bottleneck {
    Convolution conv1, conv2, conv3,
        shortcut;  ///< shortcut.weight is undefined where the input is added as it is
    std::int64_t stride = 1;
    at::Tensor forward(const at::Tensor &x) const;
  };
  struct Shape {
    std::int64_t out, in, kernel;
  };
  static Convolution loadConvolution(ClipWeights &weights, const std::string &convolution,
                                     const std::string &norm, Shape shape);
  static Bottleneck loadBottleneck(ClipWeights &weights, const std::string &prefix, std::int64_t in,
                                   std::int64_t width, std::int64_t stride);

  std::array<Convolution, 3> stem_;
  std::array<std::vector<Bottleneck>, 4> stages_;
  at::Tensor positions_;
  Linear query_, key_, value_, out_;
  std::int64_t heads_ = 1;
};

}  // namespace everyword
