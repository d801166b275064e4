#pragma once

#include <ATen/core/Tensor.h>

#include "engine/api/run_request.h"
#include "engine/core/rng.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {

/// The latent before the first step, [1, embedDim, height/f, width/f] on the model's device
/// (RunRequest::start). `width`, `height`: pixels, multiples of the factor. Throws FileError when
/// the start picture cannot be read.
at::Tensor startLatent(const RunRequest &request, const VqganModel &vqgan, int width, int height,
                       Rng &rng);

/// Least and largest value of each channel of the codebook, [1, embedDim, 1, 1] each: the latent's
/// range.
struct LatentRange {
  at::Tensor low, high;
};
LatentRange codebookRange(const VqganModel &vqgan);

}  // namespace everyword
