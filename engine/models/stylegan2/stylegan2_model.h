#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <memory>
#include <vector>

#include "engine/checkpoint/tensor_table.h"
#include "engine/core/rng.h"
#include "engine/models/model.h"
#include "engine/models/stylegan2/stylegan2_config.h"

namespace everyword {

/// StyleGAN2's generator (Karras et al. 2020) in rosinality's layout. Weights are constants.
/// Thread-safe for inference.
///
/// Three spaces lead to a picture. W: `w` [B, styleDim], one vector for all layers. W+: [B,
/// latentRows, styleDim], a vector a layer. Style space: a list of styleVectors() vectors [B,
/// styleWidth(i)], the scales of each layer's channels. Pictures are [B, 3, size, size], about [-1,
/// 1], not clamped. All of it is differentiable.
class StyleGan2Model : public Model {
 public:
  /// `table`: as it is in the file ("g_ema." is looked for). Configuration from shapes. Throws
  /// FileError listing every missing, extra and mis-shaped key.
  static std::shared_ptr<const StyleGan2Model> load(const TensorTable &table,
                                                    c10::Device device = c10::kCPU);

  virtual const StyleGan2Config &config() const = 0;

  /// Mapping network: `z` [B, styleDim], standard normal -> w [B, styleDim].
  virtual at::Tensor mapLatent(const at::Tensor &z) const = 0;
  /// The truncation centre as published: the mean of the mapped `z` [N, styleDim] (4096 of them) ->
  /// [1, styleDim].
  virtual at::Tensor meanLatent(const at::Tensor &z) const = 0;
  /// "latent_avg" of the file as [1, styleDim], or undefined; the reference does not use it.
  virtual const at::Tensor &storedMeanLatent() const = 0;
  /// w [B, styleDim] -> W+ with the same vector in every row.
  virtual at::Tensor repeatLatent(const at::Tensor &w) const = 0;

  /// W+ -> style space: convolution, to-RGB, then convolution, convolution, to-RGB a level.
  virtual std::vector<at::Tensor> stylesOf(const at::Tensor &wPlus) const = 0;

  /// The noise of the checkpoint, one a convolution, [1, 1, s, s].
  virtual const std::vector<at::Tensor> &storedNoise() const = 0;
  /// Fresh noise of those sizes, [1, 1, s, s], on the model's device.
  virtual std::vector<at::Tensor> drawNoise(Rng &rng) const = 0;

  /// Picture from style space. `noise`: config().noiseLayers() tensors [1 or B, 1, s, s]; empty =
  /// the stored one.
  virtual at::Tensor synthesiseStyles(const std::vector<at::Tensor> &styles,
                                      const std::vector<at::Tensor> &noise = {}) const = 0;
  StepMemory stepMemory(double width, double height) const override;
  /// Picture from W+.
  at::Tensor synthesise(const at::Tensor &wPlus, const std::vector<at::Tensor> &noise = {}) const {
    return synthesiseStyles(stylesOf(wPlus), noise);
  }
};

/// centre + psi * (w - centre): psi 1 changes nothing, 0.7 is the published value, 0 gives the
/// centre. `w` [B, S] or W+ [B, L, S], `centre` [1, S].
at::Tensor truncateLatent(const at::Tensor &w, const at::Tensor &centre, double psi);

}  // namespace everyword
