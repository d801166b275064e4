#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "engine/core/rng.h"

namespace everyword {

/// How the copies of a picture differ. Ranges: probabilities [0,1]; rotation in degrees; the rest
/// as fractions.
struct CutoutOptions {
  std::int64_t copies = 8;
  std::int64_t size = 224;  ///< pixels a side, CLIP's
  double affineProbability = 0.7, rotation = 15.0, translation = 0.1;
  double perspectiveProbability = 0.7, perspective = 0.3;
  double colourProbability = 0.7, colour = 0.1;  ///< hue (turns) and saturation
  double erasingProbability = 0.0;
  double noise = 0.1;
  /// The reference's accidents: one geometric view for all copies, which differ in the strength of
  /// one noise picture only; (average pool + maximum pool)/2 to size; masks pooled the same way;
  /// picture first resized to 256 x 256.
  bool asPublished = false;
};

/// The copies and, moved with them, the masks.
struct Cutouts {
  at::Tensor images;  ///< [copies, 3, size, size], about [0,1], not normalised
  at::Tensor masks;   ///< [copies, P, size, size], 0 or 1
};

/// `image` [1,3,H,W] in [0,1] with graph; `masks` [P,H,W] 0/1 without (P may be 0). Everything
/// random comes from `rng`, drawn in a fixed order, so the same state makes the same copies.
/// Differentiable in `image`.
Cutouts makeCutouts(const at::Tensor &image, const at::Tensor &masks, const CutoutOptions &options,
                    Rng &rng);

}  // namespace everyword
