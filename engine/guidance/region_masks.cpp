#include "engine/guidance/region_masks.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/check_shape.h"

namespace everyword {

namespace {

/// First and one-past-last pixel whose centre lies in [low, high) of a side of `pixels`.
std::pair<std::int64_t, std::int64_t> pixelRange(double low, double high, int pixels) {
  auto first = static_cast<std::int64_t>(std::ceil(low * pixels - 0.5));
  auto last = static_cast<std::int64_t>(std::ceil(high * pixels - 0.5));
  first = std::clamp<std::int64_t>(first, 0, pixels - 1);
  last = std::clamp<std::int64_t>(last, first + 1, pixels);
  return {first, last};
}

}  // namespace

at::Tensor masksOf(const std::vector<Region> &regions, int width, int height) {
  at::Tensor masks = at::zeros({static_cast<std::int64_t>(regions.size()), height, width});
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const Box &box = regions[i].box;
    const auto [left, right] = pixelRange(box.x, box.x + box.width, width);
    const auto [top, bottom] = pixelRange(box.y, box.y + box.height, height);
    masks[static_cast<std::int64_t>(i)].slice(0, top, bottom).slice(1, left, right).fill_(1);
  }
  return masks;
}

at::Tensor paintedMaskOf(const PaintedMask &mask, int width, int height) {
  constexpr std::int64_t kSide = PaintedMask::kSide;
  const at::Tensor cells =
      at::tensor(at::ArrayRef<std::uint8_t>(mask.cells), at::kByte).to(at::kFloat);
  checkShape(cells, {kSide * kSide}, "painted mask");
  return at::adaptive_avg_pool2d(cells.view({1, 1, kSide, kSide}), {height, width});
}

at::Tensor areaSharesOf(const std::vector<Region> &regions) {
  std::vector<float> shares;
  for (const Region &region : regions) {
    shares.push_back(static_cast<float>(region.box.width * region.box.height));
  }
  return at::tensor(shares);
}

}  // namespace everyword
