#include "engine/run/text_features.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>

#include "engine/api/prompt_words.h"
#include "engine/nn/in_threads.h"
#include "engine/text/phrase_span.h"

namespace everyword {

namespace {

/// [spans,L] 1 at the tokens of each span. Column 0 is the start token; what lies behind the
/// context has no relevance.
at::Tensor tokenMatrix(const std::vector<std::pair<int, int>> &spans, std::int64_t length) {
  const at::Tensor tokens = at::zeros({static_cast<std::int64_t>(spans.size()), length});
  for (std::size_t i = 0; i < spans.size(); ++i) {
    tokens[static_cast<std::int64_t>(i)]
        .slice(0, std::min<std::int64_t>(spans[i].first + 1, length - 1),
               std::min<std::int64_t>(spans[i].second + 1, length - 1))
        .fill_(1);
  }
  return tokens;
}

}  // namespace

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

void TextFeatures::encodeWhole(const std::function<void()> &encode) const {
  constexpr std::int64_t kSmallWidth = 256;
  if (models_.device.is_cpu() && models_.clip->config().textWidth <= kSmallWidth) {
    inOneThread(encode);
  } else {
    encode();
  }
}

at::Tensor TextFeatures::of(const std::string &text) {
  Text &entry = entryOf(text);
  if (!entry.feature.defined()) {
    encodeWhole([&] {
      const at::NoGradGuard noGraph;
      entry.feature = l2Normalize(
          entry.traced ? entry.traced->feature.detach()
                       : models_.clip->encodeText(tokenRow(models_.tokenizer->encode(text))));
    });
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

at::Tensor TextFeatures::ofMany(const std::vector<std::string> &texts) {
  constexpr std::size_t kBatch = 64, kKept = 4096;
  if (many_.size() > kKept) {
    many_.clear();
  }
  std::vector<std::string> unknown;
  std::copy_if(texts.begin(), texts.end(), std::back_inserter(unknown),
               [this](const std::string &text) { return many_.count(text) == 0; });
  std::vector<Encoded> encoded;
  encoded.reserve(unknown.size());
  for (const std::string &text : unknown) {
    encoded.push_back(models_.tokenizer->encode(text));
  }
  // Texts of one length together: what lies behind the end token has no part in a causal encoder's
  // feature, and is left out.
  std::vector<std::size_t> order(unknown.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return encoded[a].ids.size() < encoded[b].ids.size();
  });
  const at::NoGradGuard noGraph;
  for (std::size_t first = 0; first < unknown.size(); first += kBatch) {
    const std::size_t end = std::min(first + kBatch, unknown.size());
    const std::size_t length = std::min(encoded[order[end - 1]].ids.size() + 2,
                                        std::size_t(models_.clip->config().contextLength));
    std::vector<at::Tensor> rows;
    for (std::size_t i = first; i < end; ++i) {
      rows.push_back(at::tensor(models_.tokenizer->row(encoded[order[i]], static_cast<int>(length)),
                                at::kLong));
    }
    const at::Tensor features =
        l2Normalize(models_.clip->encodeText(at::stack(rows).to(models_.device)));
    for (std::size_t i = first; i < end; ++i) {
      many_[unknown[order[i]]] = features[static_cast<std::int64_t>(i - first)].unsqueeze(0);
    }
  }
  std::vector<at::Tensor> features;
  features.reserve(texts.size());
  for (const std::string &text : texts) {
    features.push_back(many_.at(text));
  }
  return at::cat(features);
}

void TextFeatures::trace(const std::string &text) {
  Text &entry = entryOf(text);
  if (entry.traced) {
    return;
  }
  Traced traced;
  traced.encoded = models_.tokenizer->encode(text);
  const at::Tensor tokens = tokenRow(traced.encoded);
  traced.ends = tokens.argmax(-1);
  encodeWhole([&] {
    const at::AutoGradMode withGraph(true);
    traced.feature = models_.clip->encodeText(tokens, &traced.trace);
  });
  entry.traced = std::move(traced);
}

std::shared_ptr<const TextJacobian> TextFeatures::jacobianOf(const std::string &text,
                                                             const Encoded &encoded) {
  if (!jacobian_ || jacobianOf_ != text) {
    constexpr std::int64_t kRows = 32;  // features that one backward pass derives
    encodeWhole([&] {
      const at::AutoGradMode withGraph(true);
      const at::Tensor rows = tokenRow(encoded).expand({kRows, -1});
      AttentionTrace trace;
      const at::Tensor features = models_.clip->encodeText(rows, &trace);
      jacobian_ = std::make_shared<const TextJacobian>(
          textJacobian(trace, features, rows[0].argmax().item<std::int64_t>()));
    });
    jacobianOf_ = text;
  }
  return jacobian_;
}

ChosenWords TextFeatures::chosenWords(const std::string &text,
                                      const std::vector<std::string> &words) {
  const Encoded encoded = models_.tokenizer->encode(text);
  std::vector<std::pair<int, int>> spans;
  spans.reserve(words.size());
  for (const std::string &word : words) {
    spans.push_back(spanOfPhrase(*models_.tokenizer, encoded, word));
  }
  ChosenWords chosen;
  chosen.text = jacobianOf(text, encoded);
  const std::int64_t length = chosen.text->attention.front().size(-1);
  chosen.tokens = tokenMatrix(spans, length).to(models_.device);
  const std::size_t chosenOnes = spans.size();
  for (const WordSpan &word : encoded.plainWords) {
    const bool isChosen =
        std::any_of(spans.begin(), spans.begin() + std::ptrdiff_t(chosenOnes),
                    [&](const auto &s) { return s.first < word.end && word.begin < s.second; });
    if (!isChosen && !isFunctionWord(word.word)) {
      spans.emplace_back(word.begin, word.end);
    }
  }
  chosen.compared = tokenMatrix(spans, length).to(models_.device);
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
