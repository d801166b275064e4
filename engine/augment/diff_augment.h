#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "engine/augment/cutouts.h"

namespace everyword {

// DiffAugment (Zhao et al. 2020) with the resize that FuseDream adds (Liu et al. 2021, AugCLIP), as
// functions of the numbers drawn. Pictures [B,C,S,S] with values in [-1,1], so that the zeros of
// what is shifted in or cut out are mid grey; `u` [B] in [0,1). Differentiable.

at::Tensor changeBrightness(const at::Tensor &images, const at::Tensor &u);  ///< by -0.5 .. 0.5
at::Tensor changeSaturation(const at::Tensor &images, const at::Tensor &u);  ///< times 0 .. 2
at::Tensor changeContrast(const at::Tensor &images, const at::Tensor &u);    ///< times 0.5 .. 1.5

/// A whole number of pixels for each picture: output(i, j) = input(i + rows, j + columns).
at::Tensor shiftBy(const at::Tensor &images, const std::vector<std::int64_t> &rows,
                   const std::vector<std::int64_t> &columns);

/// 0.8 .. 1.2 times the size, bilinear, then padded or cut around the middle to the size it had.
at::Tensor resizeAboutCentre(const at::Tensor &images, double u);

/// A square of half the side around the given pixel, as far as it lies in the picture, becomes 0.
at::Tensor cutSquares(const at::Tensor &images, const std::vector<std::int64_t> &centreRows,
                      const std::vector<std::int64_t> &centreColumns);

/// All of it in the published order, on `count` copies. `image` [1,3,S,S] in [0,1] with graph,
/// `masks` [1,P,S,S], which are shifted and resized with their picture and rounded. What is cut out
/// of a picture stays in its mask: the thing is still to be there. `oneSize`: one resize for all
/// cutouts, as published. The same amount of numbers is drawn at every call.
Cutouts diffAugment(const at::Tensor &image, const at::Tensor &masks, std::int64_t count,
                    bool oneSize, Rng &rng);

}  // namespace everyword
