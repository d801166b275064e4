#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "engine/models/weights/weight_source.h"
#include "engine/nn/linear.h"

namespace everyword::biggan {

// The layers of BigGAN's generator (Brock et al. 2019) in evaluation mode, [B, C, H, W]. Spectral
// norm starts at each call from the stored vector and never writes it back, so its result is a
// constant: it is taken once, when the weights are loaded.

/// `weight` [O, ...] divided by its largest singular value, as one step of power iteration from `u`
/// [1, O] estimates it (Miyato et al. 2018).
at::Tensor spectralNormalised(const at::Tensor &weight, const at::Tensor &u);

/// [B, C, H, W] -> [B, C, 2H, 2W], each pixel four times.
at::Tensor doubled(const at::Tensor &x);

/// A linear layer under spectral norm; `withBias` says whether there is a bias.
Linear loadLinear(const WeightSource &source, const std::string &name, std::int64_t from,
                  std::int64_t to, bool withBias);

/// A convolution under spectral norm, padded to keep the size.
struct Convolution {
  at::Tensor weight, bias;

  static Convolution load(const WeightSource &source, const std::string &name, std::int64_t from,
                          std::int64_t to, std::int64_t kernel, bool withBias = true);
  at::Tensor operator()(const at::Tensor &x) const;
};

/// Batch norm with stored statistics whose gain (1 + linear) and bias (linear) follow a condition;
/// then ReLU.
class ConditionalNorm {
 public:
  /// `scale` and `bias` [C, conditionDim], already normalised; `mean` and `inverseDeviation` [C].
  ConditionalNorm(const at::Tensor &scale, const at::Tensor &bias, const at::Tensor &mean,
                  const at::Tensor &inverseDeviation);
  static ConditionalNorm load(const WeightSource &source, const std::string &name,
                              std::int64_t channels, std::int64_t conditionDim);
  /// `condition` [B, conditionDim].
  at::Tensor thenRelu(const at::Tensor &x, const at::Tensor &condition) const;

 private:
  Linear scale_, bias_;  ///< condition -> gain / deviation; condition -> bias
  at::Tensor mean_;      ///< [C]
};

/// Residual block that doubles the resolution.
class Block {
 public:
  Block(const WeightSource &source, const std::string &name, std::int64_t from, std::int64_t to,
        std::int64_t conditionDim);
  at::Tensor operator()(const at::Tensor &x, const at::Tensor &condition) const;

 private:
  ConditionalNorm norm1_, norm2_;
  Convolution conv1_, conv2_, shortcut_;
};

/// Attention over positions, keys and values pooled by two; x + gain * result. No weights: x
/// itself.
struct Attention {
  Convolution query, key, value, output;
  at::Tensor gain;  ///< scalar

  static Attention load(const WeightSource &source, const std::string &name, std::int64_t channels);
  at::Tensor operator()(const at::Tensor &x) const;
};

/// Batch norm, ReLU, convolution to three channels, tanh.
class Output {
 public:
  Output(const WeightSource &source, std::int64_t channels);
  /// `scale` and `shift` [C]: of the batch norm.
  Output(const at::Tensor &scale, const at::Tensor &shift, Convolution convolution);
  at::Tensor operator()(const at::Tensor &x) const;

 private:
  at::Tensor scale_, shift_;  ///< [1, C, 1, 1]
  Convolution convolution_;
};

}  // namespace everyword::biggan
