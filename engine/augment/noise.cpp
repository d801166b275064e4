#include "engine/augment/noise.h"

#include <ATen/ATen.h>

namespace everyword {

at::Tensor addNoise(const at::Tensor &images, const at::Tensor &factors, const at::Tensor &noise) {
  const at::Tensor strength = factors.to(images.options()).view({-1, 1, 1, 1});
  return at::addcmul(images, strength, noise.to(images.options()));
}

}  // namespace everyword
