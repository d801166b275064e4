#include "engine/relevance/relevance_rules.h"

#include <ATen/ATen.h>

namespace everyword {

at::Tensor averageHeads(const at::Tensor &attention, const at::Tensor &gradient) {
  return (attention * gradient).clamp_min(0).mean(1);
}

at::Tensor rolloutRow(const std::vector<at::Tensor> &blocks, const at::Tensor &rows) {
  const auto n = blocks.back().size(-1);
  // The row of the identity, then times (I + C) from the last block to the first.
  auto row =
      at::one_hot(rows.to(blocks.back().device()), n).to(blocks.back().scalar_type()).unsqueeze(1);
  for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {
    const bool isRow = block == blocks.rbegin() && block->size(1) == 1;
    row = row + (isRow ? *block : at::bmm(row, *block));
  }
  return row.squeeze(1);
}

at::Tensor patchRelevance(const at::Tensor &row) { return row.narrow(-1, 1, row.size(-1) - 1); }

at::Tensor tokenRelevance(const at::Tensor &row, const at::Tensor &ends) {
  const auto columns = at::arange(row.size(-1), ends.options()).unsqueeze(0);
  const auto inside = at::logical_and(columns >= 1, columns < ends.unsqueeze(1));
  return row * inside.to(row.device(), row.scalar_type());
}

}  // namespace everyword
