#include "engine/augment/published_resize.h"

#include <ATen/ATen.h>

namespace everyword {

at::Tensor publishedResize(const at::Tensor &image) {
  return at::upsample_bilinear2d(image, {256, 256}, /*align_corners=*/false);
}

at::Tensor publishedPool(const at::Tensor &pictures, std::int64_t size) {
  const at::Tensor average = at::adaptive_avg_pool2d(pictures, {size, size});
  const at::Tensor largest = std::get<0>(at::adaptive_max_pool2d(pictures, {size, size}));
  return (average + largest) / 2;
}

}  // namespace everyword
