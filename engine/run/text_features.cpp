#include "engine/run/text_features.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "engine/relevance/text_relevance.h"
#include "engine/text/phrase_span.h"

namespace everyword {

at::Tensor TextFeatures::tokenRow(const Encoded &encoded) const {
  const auto row =
      models_.tokenizer->row(encoded, static_cast<int>(models_.clip->config().contextLength));
  return at::tensor(row, at::kLong).unsqueeze(0).to(models_.device);
}

TextFeatures::Text &TextFeatures::entryOf(const std::string &text) {
  constexpr std::size_t kKept = 16;
  const auto known = std::find_if(texts_.begin(), texts_.end(),
                                  [&](const Text &entry) { return entry.text == text; });
  if (known != texts_.end()) {
    texts_.splice(texts_.begin(), texts_, known);
  } else {
    texts_.push_front({text, {}, {}});
    if (texts_.size() > kKept) {
      texts_.pop_back();
    }
  }
  return texts_.front();
}

at::Tensor TextFeatures::of(const std::string &text) {
  Text &entry = entryOf(text);
  if (!entry.feature.defined()) {
    const at::NoGradGuard noGraph;
    entry.feature = l2Normalize(
        entry.traced ? entry.traced->feature.detach()
                     : models_.clip->encodeText(tokenRow(models_.tokenizer->encode(text))));
  }
  return entry.feature;
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
  Text &entry = entryOf(text);
  if (entry.traced) {
    return;
  }
  const at::AutoGradMode withGraph(true);
  Traced traced;
  traced.encoded = models_.tokenizer->encode(text);
  const at::Tensor tokens = tokenRow(traced.encoded);
  traced.ends = tokens.argmax(-1);
  traced.feature = models_.clip->encodeText(tokens, &traced.trace);
  entry.traced = std::move(traced);
}

ChosenWords TextFeatures::chosenWords(const std::string &text,
                                      const std::vector<std::string> &words, std::int64_t cutouts) {
  const at::AutoGradMode withGraph(true);
  const Encoded encoded = models_.tokenizer->encode(text);
  const at::Tensor rows = tokenRow(encoded).expand({cutouts, -1});
  ChosenWords chosen;
  chosen.ends = rows.argmax(-1);
  chosen.features = models_.clip->encodeText(rows, &chosen.trace);
  const std::int64_t length = chosen.trace.attention.front().size(-1);
  chosen.tokens = at::zeros({static_cast<std::int64_t>(words.size()), length});
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto [begin, end] = spanOfPhrase(*models_.tokenizer, encoded, words[i]);
    // Column 0 is the start token; what lies behind the context has no relevance.
    chosen.tokens[static_cast<std::int64_t>(i)]
        .slice(0, std::min<std::int64_t>(begin + 1, length - 1),
               std::min<std::int64_t>(end + 1, length - 1))
        .fill_(1);
  }
  chosen.tokens = chosen.tokens.to(models_.device);
  return chosen;
}

std::vector<WordScore> TextFeatures::wordScores(const std::string &text,
                                                const at::Tensor &imageFeature) {
  trace(text);
  const Traced &traced = *entryOf(text).traced;
  const at::Tensor relevance =
      textRelevance(traced.trace, traced.feature, imageFeature.detach(), traced.ends,
                    models_.clip->logitScale(), /*keepGraph=*/false)[0];

  std::vector<std::pair<int, int>> spans;
  const int kept = static_cast<int>(traced.ends[0].item<std::int64_t>()) -
                   1;  // what lies behind the context has no relevance
  for (const WordSpan &word : traced.encoded.plainWords) {
    spans.emplace_back(std::min(word.begin, kept), std::min(word.end, kept));
  }
  std::vector<double> values = wordRelevance(relevance, spans);
  const double largest = values.empty() ? 0.0 : *std::max_element(values.begin(), values.end());
  std::vector<WordScore> scores;
  for (std::size_t i = 0; i < values.size(); ++i) {
    scores.push_back({traced.encoded.plainWords[i].word, largest > 0 ? values[i] / largest : 0.0});
  }
  return scores;
}

}  // namespace everyword
