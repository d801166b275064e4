#include "engine/relevance/image_relevance.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "engine/api/errors.h"
#include "engine/core/check_shape.h"
#include "engine/relevance/relevance_rules.h"

namespace everyword {
namespace {

at::Tensor unitRows(const at::Tensor &x) { return x / x.norm(2, -1, true); }

}  // namespace

at::Tensor imageRelevance(const AttentionTrace &trace, const at::Tensor &features,
                          const at::Tensor &phrases, bool lastBlockOnly, double scoreScale,
                          bool keepGraph) {
  if (trace.attention.empty()) {
    throw ShapeError("attention trace: it holds no block");
  }
  checkShape(phrases, {kAny, features.size(1)}, "phrases");
  auto attention = trace.attention;
  if (lastBlockOnly) {
    attention = {trace.attention.back()};
  }
  const at::AutoGradMode withGraph(true);
  const auto scores = scoreScale * at::matmul(unitRows(features), phrases.t());  // [B, P]
  const auto classRows = at::zeros({features.size(0)}, scores.options().dtype(at::kLong));
  std::vector<at::Tensor> maps;
  for (std::int64_t p = 0; p < phrases.size(0); ++p) {
    // Pictures do not mix, so the gradient of the sum holds every picture's own.
    const auto gradients =
        torch::autograd::grad({scores.select(1, p).sum()}, attention, {}, true, keepGraph);
    std::vector<at::Tensor> blocks;
    for (std::size_t b = 0; b < attention.size(); ++b) {
      blocks.push_back(averageHeads(attention[b], gradients[b]));
    }
    const auto map = patchRelevance(rolloutRow(blocks, classRows));
    maps.push_back(keepGraph ? map : map.detach());
  }
  return at::stack(maps, 1);
}

at::Tensor lastBlockRelevance(const LastBlockTrace &trace, const at::Tensor &features,
                              const at::Tensor &phrases) {
  checkShape(phrases, {kAny, features.size(1)}, "phrases");
  const auto length = features.norm(2, -1, true);          // [B, 1]
  const auto direction = features / length;                // [B, D]
  const auto cosine = at::matmul(direction, phrases.t());  // [B, P]
  // d cos(f, t) / d f = (t - cos(f, t) f/|f|) / |f|
  const auto atFeature =
      (phrases.unsqueeze(0) - cosine.unsqueeze(2) * direction.unsqueeze(1)) / length.unsqueeze(2);
  const auto heads = trace.values.size(1);
  const auto atHeads =
      trace.vjp(atFeature).unflatten(-1, {heads, -1}).transpose(1, 2);  // [B, h, P, d]
  // The class token gathers sum_j A_j v_j in each head, so dS/dA_j is the product of the gradient
  // there with v_j.
  const auto values = trace.values.narrow(2, 1, trace.values.size(2) - 1);
  const auto attention =
      trace.classAttention.narrow(2, 1, values.size(2)).unsqueeze(2);  // [B, h, 1, N-1]
  const auto gradient = at::matmul(atHeads, values.transpose(2, 3));   // [B, h, P, N-1]
  return (gradient * attention).clamp_min(0).mean(1);
}

at::Tensor asGrid(const at::Tensor &relevance) {
  const auto side = std::llround(std::sqrt(static_cast<double>(relevance.size(-1))));
  if (side * side != relevance.size(-1)) {
    throw ShapeError("relevance of " + std::to_string(relevance.size(-1)) +
                     " patches: they form no square grid");
  }
  return relevance.unflatten(-1, {side, side});
}

}  // namespace everyword
