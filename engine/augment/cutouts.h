#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "engine/api/run_request.h"
#include "engine/core/rng.h"

namespace everyword {

/// The cutouts and, moved with them, the masks. B = CutoutSettings::count.
struct Cutouts {
  at::Tensor images;  ///< [B, 3, size, size], about [0,1], not normalised
  at::Tensor masks;   ///< [B, P, size, size], 0 or 1
};

/// `image` [1,3,H,W] in [0,1] with graph; `masks` [P,H,W] 0/1 without (P may be 0); `size`: pixels
/// a side of a cutout, CLIP's. Everything random comes from `rng`, drawn in a fixed order, so the
/// same state makes the same cutouts. Differentiable in `image`.
///
/// CutoutKind::DiffAugment: see diff_augment.h; of the settings the count alone is used then.
///
/// `asPublished`: the reference's accidents: one geometric view for all cutouts, which differ in
/// the strength of one noise picture only; (average pool + maximum pool)/2 to size; masks pooled
/// the same way; picture first resized to 256 x 256. Of DiffAugment: one resize for all cutouts, at
/// the picture's own size, then bilinear to `size`.
Cutouts makeCutouts(const at::Tensor &image, const at::Tensor &masks,
                    const CutoutSettings &settings, std::int64_t size, bool asPublished, Rng &rng);

}  // namespace everyword
