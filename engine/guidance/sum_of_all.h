#pragma once

#include <ATen/ATen.h>

namespace everyword {

/// The sum of all values, the same for every number of threads: LibTorch splits a sum to a single
/// value among its threads from 32,768 terms on.
inline at::Tensor sumOfAll(const at::Tensor &values) {
  constexpr std::int64_t kTerms = 16384;
  if (values.numel() <= kTerms) {
    return values.sum();
  }
  std::vector<at::Tensor> sums;
  for (const at::Tensor &part : values.flatten().split(kTerms)) {
    sums.push_back(part.sum());
  }
  return at::stack(sums).sum();
}

}  // namespace everyword
