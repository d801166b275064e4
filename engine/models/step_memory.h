#pragma once

#include "engine/models/clip/clip_config.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {

/// Bytes that the forward pass of a guided step leaves for the backward pass, counted from sizes,
/// float32. "Sparing": only the blocks' inputs are kept (nn/recompute.h), and one block at a time
/// is whole.
struct StepMemory {
  double decode = 0, decodeSparing = 0;  ///< of the generator, one picture
  double kernels = 0;  ///< of the generator on a CPU: what stays from the first step on
  double encode = 0, encodeSparing = 0;  ///< of CLIP's image encoder, one copy
};

/// `width`, `height`: pixels of the picture.
StepMemory stepMemory(const ClipConfig &clip, const VqganConfig &vqgan, double width,
                      double height);

}  // namespace everyword
