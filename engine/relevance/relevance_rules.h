#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace everyword {

// Chefer, Gur, Wolf: "Generic Attention-model Explainability" (ICCV 2021), as pure functions on
// matrices.

/// Rule 5: head-averaged positive gradient-weighted attention. `attention`, `gradient` [B, heads,
/// N, N] -> [B, N, N].
at::Tensor averageHeads(const at::Tensor &attention, const at::Tensor &gradient);

/// Rule 6, one row of R = (I + C_L) ... (I + C_1): `blocks` first to last, each [B, N, N], the last
/// one perhaps [B, 1, N], the wanted row alone; `rows`
/// [B] int64, the row of each picture or text. Computed right to left as vector products, so R is
/// never built. -> [B, N].
at::Tensor rolloutRow(const std::vector<at::Tensor> &blocks, const at::Tensor &rows);

/// The row of the class token without its own column: [B, N] -> [B, N-1].
at::Tensor patchRelevance(const at::Tensor &row);

/// Without start and end: columns 1 .. end-1; others are zero. `row` [B, N], `ends` [B]. -> [B, N].
at::Tensor tokenRelevance(const at::Tensor &row, const at::Tensor &ends);

}  // namespace everyword
