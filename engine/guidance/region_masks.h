#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "engine/api/run_request.h"

namespace everyword {

/// The boxes as pictures: 1 where a pixel's centre lies in the box. A box smaller than a pixel gets
/// the pixel it lies in, so that no mask is empty. -> [P, height, width] float32 on the CPU, P =
/// regions.size().
at::Tensor masksOf(const std::vector<Region> &regions, int width, int height);

/// A painted mask on the picture's pixels, by area: -> [1, 1, height, width] float32 on the CPU, in
/// [0,1]. Throws ShapeError when `mask` is empty.
at::Tensor paintedMaskOf(const PaintedMask &mask, int width, int height);

/// Box area / picture area -> [P] float32.
at::Tensor areaSharesOf(const std::vector<Region> &regions);

}  // namespace everyword
