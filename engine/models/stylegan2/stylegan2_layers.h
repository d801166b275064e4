#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/models/stylegan2/modulated_convolution.h"
#include "engine/models/weights/weight_source.h"
#include "engine/nn/linear.h"

namespace everyword::stylegan2 {

// The layers of StyleGAN2 (Karras et al. 2020). Feature maps are [B, C, H, W], styles [B, C]. The
// published layers multiply their raw weights at run time; here this is done once, when they are
// loaded. Weights are constants.

/// A linear layer with equalised learning rate: weight * rate / sqrt(in), bias * rate.
Linear loadEqualLinear(const WeightSource &source, const std::string &name, std::int64_t from,
                       std::int64_t to, double rate = 1);

/// z -> w: pixel norm, then linear layers with a leaky ReLU of slope 0.2 and gain sqrt 2.
class Mapping {
 public:
  Mapping(const WeightSource &source, std::int64_t width, std::int64_t layers);
  at::Tensor operator()(const at::Tensor &z) const;  ///< [B, width] -> [B, width]

 private:
  std::vector<Linear> layers_;
};

/// Modulated convolution, noise, bias, leaky ReLU of slope 0.2 with gain sqrt 2.
class StyledConvolution {
 public:
  StyledConvolution(const WeightSource &source, const std::string &name, std::int64_t styleDim,
                    std::int64_t from, std::int64_t to, bool upsample);

  at::Tensor styleOf(const at::Tensor &w) const { return modulation_.forward(w); }
  /// `noise` [1 or B, 1, H', W'] of the output's size.
  at::Tensor operator()(const at::Tensor &x, const at::Tensor &style,
                        const at::Tensor &noise) const;

 private:
  Linear modulation_;
  ModulatedConvolution convolution_;
  at::Tensor noiseStrength_;  ///< [1]
  at::Tensor bias_;           ///< [1, O, 1, 1]
};

/// Modulated 1x1 convolution to red, green and blue, without demodulation, added to the picture of
/// the level below.
class ToRgb {
 public:
  ToRgb(const WeightSource &source, const std::string &name, std::int64_t styleDim,
        std::int64_t from, const std::string &kernelName);

  at::Tensor styleOf(const at::Tensor &w) const { return modulation_.forward(w); }
  /// `below` [B, 3, H/2, W/2], or undefined at the first level.
  at::Tensor operator()(const at::Tensor &x, const at::Tensor &style,
                        const at::Tensor &below) const;

 private:
  Linear modulation_;
  at::Tensor weight_;  ///< [3, I]
  at::Tensor bias_;    ///< [1, 3, 1, 1]
  at::Tensor blur_;    ///< [3, 1, 4, 4]
};

}  // namespace everyword::stylegan2
