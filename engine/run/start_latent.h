#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "engine/latents/latent_space.h"

namespace everyword {

/// The latent before the first step, of every kind of start: that of an earlier run is taken from
/// the request or from the run's state, all others are the space's own. Throws InputError when the
/// earlier run's latent is of another latent space, generator or size, FileError when its state
/// cannot be read.
std::vector<at::Tensor> startLatent(const StartPoint &start, const LatentSpace &space, Rng &rng);

}  // namespace everyword
