#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace everyword {

/// Multinomial logistic regression on image features, the baseline of Radford et al. 2021 and CoOp:
/// minimises |W|^2/2 + c * sum of cross entropies, biases free, by L-BFGS in float64.
struct LinearProbe {
  at::Tensor weights;  ///< [C, D]
  at::Tensor bias;     ///< [C]

  /// `features` [N, D] as the encoder gives them, `labels` [N] int64 in 0 .. classes-1.
  static LinearProbe fit(const at::Tensor &features, const at::Tensor &labels, std::int64_t classes,
                         double c);

  at::Tensor logits(const at::Tensor &features) const;  ///< [N, D] -> [N, C], float64
};

}  // namespace everyword
