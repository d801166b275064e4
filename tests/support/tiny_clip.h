#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>

namespace everyword {

/// Sizes of a CLIP with a vision transformer, small enough to be made and run in no time.
struct TinyClip {
  std::int64_t side = 24, patch = 8, width = 128, layers = 3;
  std::int64_t textWidth = 64, textLayers = 2, context = 12, vocabulary = 40, embed = 32;
  std::uint64_t seed = 1;
};

/// Seeded weights in OpenAI's names.
std::map<std::string, at::Tensor> tinyClipWeights(const TinyClip &sizes = {});

}  // namespace everyword
