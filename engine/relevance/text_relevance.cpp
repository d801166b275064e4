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

TextJacobian textJacobian(const AttentionTrace &trace, const at::Tensor &features,
                          std::int64_t end) {
  if (trace.attention.empty()) {
    throw ShapeError("attention trace: it holds no block");
  }
  const at::AutoGradMode withGraph(true);
  const std::int64_t rows = features.size(0), width = features.size(1);
  std::vector<std::vector<at::Tensor>> parts(trace.attention.size());
  for (std::int64_t first = 0; first < width; first += rows) {
    // Row r has the derivative of feature first + r.
    const auto picked = features.diagonal(first).sum();
    const auto gradients = torch::autograd::grad({picked}, trace.attention, {}, true);
    for (std::size_t b = 0; b < gradients.size(); ++b) {
      parts[b].push_back(gradients[b].narrow(0, 0, std::min(rows, width - first)).flatten(1));
    }
  }
  TextJacobian text;
  text.feature = features[0].detach();
  text.end = at::full({1}, end, features.options().dtype(at::kLong));
  for (std::size_t b = 0; b < parts.size(); ++b) {
    text.attention.push_back(trace.attention[b][0].detach().clone());
    text.derivatives.push_back(at::cat(parts[b]));
  }
  return text;
}

at::Tensor textRelevance(const TextJacobian &text, const at::Tensor &imageFeatures,
                         double scoreScale) {
  checkShape(imageFeatures, {kAny, text.feature.size(0)}, "image features");
  const auto length = text.feature.norm();
  const auto direction = text.feature / length;
  const auto images = imageFeatures / imageFeatures.norm(2, -1, true);
  const auto cosine = at::matmul(images, direction).unsqueeze(1);  // [B, 1]
  // d cos(f, t) / d t = (f/|f| - cos(f, t) t/|t|) / |t|
  const auto atFeature = scoreScale * (images - cosine * direction) / length;  // [B, D]
  std::vector<at::Tensor> blocks;
  for (std::size_t b = 0; b < text.attention.size(); ++b) {
    const auto attention = text.attention[b].unsqueeze(0);  // [1, h, L, L]
    auto sizes = attention.sizes().vec();
    sizes[0] = images.size(0);
    blocks.push_back(
        averageHeads(attention, at::matmul(atFeature, text.derivatives[b]).view(sizes)));
  }
  const auto ends = text.end.expand({images.size(0)});
  return tokenRelevance(rolloutRow(blocks, ends), ends);
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
