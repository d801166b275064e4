#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace everyword {

/// A rectangle in pixels of a copy, y down, inside the copy.
struct ErasedRect {
  std::int64_t left = 0, top = 0, width = 0, height = 0;
};

/// The rectangle of a share `area` of a copy of `size` pixels a side, `aspect` = height/width, at a
/// place given by `x`, `y` in [0,1). Cut to the copy's side where the aspect would make it longer.
ErasedRect erasedRect(std::int64_t size, double area, double aspect, double x, double y);

/// Blackens one rectangle a copy, or none. `images` [B,3,S,S], `rects` B -> [B,3,S,S];
/// differentiable.
at::Tensor erase(const at::Tensor &images, const std::vector<std::optional<ErasedRect>> &rects);

}  // namespace everyword
