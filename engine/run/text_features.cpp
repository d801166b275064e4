#include "engine/run/text_features.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "engine/relevance/text_relevance.h"

namespace everyword {

at::Tensor TextFeatures::tokenRow(const Encoded &encoded) const {
  const auto row =
      models_.tokenizer->row(encoded, static_cast<int>(models_.clip->config().contextLength));
  return at::tensor(row, at::kLong).unsqueeze(0).to(models_.device);
}

at::Tensor TextFeatures::of(const std::string &text) {
  const auto known = features_.find(text);
  if (known != features_.end()) {
    return known->second;
  }
  const auto traced = traced_.find(text);
  if (traced != traced_.end()) {
    return features_.emplace(text, l2Normalize(traced->second.feature.detach())).first->second;
  }
  const at::NoGradGuard noGraph;
  const at::Tensor feature =
      l2Normalize(models_.clip->encodeText(tokenRow(models_.tokenizer->encode(text))));
  features_.emplace(text, feature);
  return feature;
}

at::Tensor TextFeatures::ofAll(const std::vector<std::string> &texts) {
  if (texts.empty()) {
    return at::zeros({0, models_.clip->config().embedDim},
                     at::TensorOptions().device(models_.device));
  }
  std::vector<at::Tensor> features;
  features.reserve(texts.size());
  std::transform(texts.begin(), texts.end(), std::back_inserter(features),
                 [this](const std::string &text) { return of(text); });
  return at::cat(features);
}

void TextFeatures::trace(const std::string &text) {
  if (traced_.count(text)) {
    return;
  }
  const at::AutoGradMode withGraph(true);
  Traced traced;
  traced.encoded = models_.tokenizer->encode(text);
  const at::Tensor tokens = tokenRow(traced.encoded);
  traced.ends = tokens.argmax(-1);
  traced.feature = models_.clip->encodeText(tokens, &traced.trace);
  traced_.emplace(text, std::move(traced));
}

std::vector<WordScore> TextFeatures::wordScores(const std::string &text,
                                                const at::Tensor &imageFeature) {
  trace(text);
  const Traced &traced = traced_.at(text);
  const at::Tensor relevance =
      textRelevance(traced.trace, traced.feature, imageFeature.detach(), traced.ends,
                    models_.clip->logitScale(), /*keepGraph=*/false)[0];

  std::vector<std::pair<int, int>> spans;
  const int kept = static_cast<int>(traced.ends[0].item<std::int64_t>()) -
                   1;  // what lies behind the context has no relevance
  for (const WordSpan &word : traced.encoded.words) {
    spans.emplace_back(std::min(word.begin, kept), std::min(word.end, kept));
  }
  std::vector<double> values = wordRelevance(relevance, spans);
  const double largest = values.empty() ? 0.0 : *std::max_element(values.begin(), values.end());
  std::vector<WordScore> scores;
  for (std::size_t i = 0; i < values.size(); ++i) {
    scores.push_back({traced.encoded.words[i].word, largest > 0 ? values[i] / largest : 0.0});
  }
  return scores;
}

}  // namespace everyword
