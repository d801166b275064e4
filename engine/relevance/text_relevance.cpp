#include "engine/relevance/text_relevance.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>

#include "engine/api/errors.h"
#include "engine/core/check_shape.h"
#include "engine/relevance/relevance_rules.h"

namespace everyword {

at::Tensor textRelevanceRow(const AttentionTrace &trace, const at::Tensor &textFeatures,
                            const at::Tensor &imageFeatures, const at::Tensor &ends,
                            double scoreScale, bool keepGraph) {
  if (trace.attention.empty()) {
    throw ShapeError("attention trace: it holds no block");
  }
  checkShape(imageFeatures, {textFeatures.size(0), textFeatures.size(1)}, "image features");
  const at::AutoGradMode withGraph(true);
  const auto cosines = (textFeatures * imageFeatures).sum(-1) /
                       (textFeatures.norm(2, -1) * imageFeatures.norm(2, -1));
  const auto score = scoreScale * cosines.sum();
  const auto gradients = torch::autograd::grad({score}, trace.attention, {}, true, keepGraph);
  std::vector<at::Tensor> blocks;
  for (std::size_t b = 0; b < gradients.size(); ++b) {
    blocks.push_back(averageHeads(trace.attention[b], gradients[b]));
  }
  const auto row = rolloutRow(blocks, ends);
  return keepGraph ? row : row.detach();
}

at::Tensor textRelevance(const AttentionTrace &trace, const at::Tensor &textFeatures,
                         const at::Tensor &imageFeatures, const at::Tensor &ends, double scoreScale,
                         bool keepGraph) {
  return tokenRelevance(
      textRelevanceRow(trace, textFeatures, imageFeatures, ends, scoreScale, keepGraph), ends);
}

std::vector<double> wordRelevance(const at::Tensor &relevance,
                                  const std::vector<std::pair<int, int>> &spans) {
  checkShape(relevance, {kAny}, "relevance of one text");
  const auto values = relevance.detach().to(at::kCPU, at::kDouble).contiguous();
  const auto *value = values.const_data_ptr<double>();
  std::vector<double> words;
  for (const auto &[begin, end] : spans) {
    double most = 0;  // also of a word that lies behind the end of the context
    for (std::int64_t i = begin + 1; i < std::min<std::int64_t>(end + 1, values.size(0)); ++i) {
      most = std::max(most, value[i]);
    }
    words.push_back(most);
  }
  return words;
}

}  // namespace everyword
