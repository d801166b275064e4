#include "engine/augment/erasing.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace everyword {

ErasedRect erasedRect(std::int64_t size, double area, double aspect, double x, double y) {
  const auto side = [size](double share) {
    return std::clamp<std::int64_t>(std::llround(std::sqrt(share) * static_cast<double>(size)), 1,
                                    size);
  };
  ErasedRect rect;
  rect.width = side(area / aspect);
  rect.height = side(area * aspect);
  rect.left = static_cast<std::int64_t>(x * static_cast<double>(size - rect.width + 1));
  rect.top = static_cast<std::int64_t>(y * static_cast<double>(size - rect.height + 1));
  return rect;
}

at::Tensor erase(const at::Tensor &images, const std::vector<std::optional<ErasedRect>> &rects) {
  if (std::none_of(rects.begin(), rects.end(), [](const auto &rect) { return rect.has_value(); })) {
    return images;
  }
  const at::Tensor kept = at::ones({images.size(0), 1, images.size(2), images.size(3)},
                                   images.options().requires_grad(false));
  for (std::size_t i = 0; i < rects.size(); ++i) {
    if (const auto &rect = rects[i]) {
      kept.select(0, static_cast<std::int64_t>(i))
          .narrow(1, rect->top, rect->height)
          .narrow(2, rect->left, rect->width)
          .zero_();
    }
  }
  return images * kept;
}

}  // namespace everyword
