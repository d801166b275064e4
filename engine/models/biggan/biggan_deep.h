#pragma once

#include <memory>

#include "engine/models/biggan/biggan_model.h"
#include "engine/models/weights/weight_source.h"

namespace everyword::biggan {

/// BigGAN-deep (Brock et al. 2019, appendix B): twice as many blocks, each a bottleneck of four
/// convolutions with an identity beside it; latent and class embedding drive every layer together.
/// `truncation` in (0, 1]. Throws InputError.
std::shared_ptr<const BigGanModel> makeDeepBigGan(const WeightSource &source,
                                                  const BigGanConfig &config, double truncation);

}  // namespace everyword::biggan
