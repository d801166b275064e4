#pragma once

#include "engine/models/clip/clip_config.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {

// Floating-point operations counted from shapes alone, a multiplication and an addition being two.
// Only matrix products, convolutions (2 * kernel^2 * from * to * pixels) and attention (2 products
// of N x N x width) count; norms, activations and resizing do not. Convolutions count as they are
// defined, whatever the algorithm saves.

struct Flops {
  double forward = 0;
  /// Gradient in the input only (weights are constants): as many as forward for a product with a
  /// weight, twice as many for a product of two activations (attention).
  double backward = 0;
};

/// Nearest codes, post_quant_conv and decoder for a latent of height x width cells.
Flops decodeFlops(const VqganConfig &config, std::int64_t height, std::int64_t width);

/// The vision transformer for so many pictures.
Flops imageEncoderFlops(const ClipConfig &config, std::int64_t pictures);

/// The closed form: for every picture and phrase the way back from the feature to the input of the
/// last block's output projection, then one product with the values for every token.
Flops relevanceFlops(const ClipConfig &config, std::int64_t pictures, std::int64_t phrases);

}  // namespace everyword
