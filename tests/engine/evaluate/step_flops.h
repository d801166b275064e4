#pragma once

#include "engine/models/clip/clip_config.h"
#include "engine/models/vqgan/vqgan_model.h"

namespace everyword {

// Floating-point operations counted from shapes alone, a multiplication and an addition being two.
// Only matrix products, convolutions (2 * kernel^2 * from * to * pixels) and attention (2 products
// of N x N x width) count; norms, activations and resizing do not. What need not be computed does
// not count: only the class token goes through the whole last block, and upsampled pixels that are
// equal share their products.

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

}  // namespace everyword
