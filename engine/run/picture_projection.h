#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

#include "engine/models/loaded_models.h"

namespace everyword {

struct ProjectionSettings {
  int starts = 2;   ///< attempts: the first from the mean face, the others from random ones
  int steps = 200;  ///< of each attempt
  std::uint64_t seed = 0;
};

/// Where a picture was found in W+ of a StyleGAN2.
struct Projection {
  at::Tensor wPlus;    ///< [1, rows, styleDim], on the generator's device
  double psnr = 0;     ///< dB, of the generator's picture there and the picture looked for
  bool whole = false;  ///< all steps of all attempts were taken
};

/// Hears of each step; `fraction` of all, `picture` [1,3,H,W] what the step has made. Returns
/// whether to go on.
using ProjectionStep = std::function<bool(double fraction, const at::Tensor &picture)>;

/// Looks for `picture` [1,3,side,side] in [0,1], of the generator's size, by optimisation (Karras
/// et al. 2020, appendix D, in W+): the picture at several scales and its CLIP feature, Adam with
/// their ramps of the learning rate and of the noise on the latent. Deterministic by the seed. The
/// best of the attempts; the best so far when `step` ended it.
Projection projectPicture(const at::Tensor &picture, const ProjectionSettings &settings,
                          const LoadedModels &models, const ProjectionStep &step = {});

}  // namespace everyword
