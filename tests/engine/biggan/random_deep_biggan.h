#pragma once

#include "engine/evaluate/random_biggan_deep.h"
#include "engine/models/biggan/biggan_model.h"
#include "tests/support/fixture.h"

namespace everyword {

/// 64 pixels, attention between the fourth and the fifth block.
inline NamedShapes tinyDeepShapes() {
  return DeepLayout({64, 64, 32, 32, 16, 16, 8, 8, 4}, 4, 6, 5, 5).shapes;
}

/// By the seeded recipe: entry number i from seed 9000 + i.
inline std::map<std::string, at::Tensor> deepWeights(const NamedShapes &shapes) {
  std::uint64_t seed = 9000;
  return deepWeights(shapes, [&seed](const std::vector<std::int64_t> &shape) {
    return seededNormal(seed++, shape);
  });
}

}  // namespace everyword
