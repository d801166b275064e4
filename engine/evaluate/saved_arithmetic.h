#pragma once

#include <cstdint>

#include "engine/models/clip/clip_config.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {

/// Operations that a guided step leaves out of its networks as they are defined, forwards and
/// backwards: of the last block of CLIP's vision transformer only the class token is taken further
/// than keys and values, and a 3x3 convolution after nearest upsampling is done as one of 2x2
/// before it. What a step asks for (ArithmeticCounter) and this are the arithmetic of the
/// definition. `encodings`: pictures that CLIP sees; `height`, `width`: cells of the latent.
double savedInClip(const ClipConfig &clip, std::int64_t encodings);
double savedInVqgan(const VqganConfig &vqgan, std::int64_t height, std::int64_t width);

}  // namespace everyword
