#include "engine/explain/audit_batch.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "engine/api/errors.h"
#include "engine/api/pictures.h"
#include "engine/api/prompt_words.h"
#include "engine/api/shown_text.h"
#include "engine/core/tensor_frame.h"
#include "engine/relevance/text_relevance.h"
#include "engine/run/preview.h"

namespace everyword {

namespace {

bool isBlank(const std::string &text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

/// One picture of the batch that can be used.
struct Entry {
  std::size_t place = 0;  ///< in the batch
  at::Tensor input;       ///< [1,3,S,S] normalised for CLIP
  Encoded text;
};

/// Throws Error for what cannot be audited.
Entry entryOf(std::size_t place, const AuditItem &item, const LoadedModels &models) {
  if (isBlank(item.prompt)) {
    throw InputError("'" + item.picture + "' has no prompt");
  }
  Entry entry;
  entry.place = place;
  entry.text = models.tokenizer->encode(item.prompt);
  const std::int64_t side = models.clip->config().imageSize;
  entry.input = clipInput(
      resizedFromFrame(*readPicture(item.picture), side, side).to(models.device), *models.clip);
  return entry;
}

at::Tensor tokensOf(const std::vector<Entry> &entries, const LoadedModels &models) {
  const int length = static_cast<int>(models.clip->config().contextLength);
  std::vector<at::Tensor> rows;
  for (const Entry &entry : entries) {
    rows.push_back(at::tensor(models.tokenizer->row(entry.text, length), at::kLong));
  }
  return at::stack(rows).to(models.device);
}

/// `relevance` [L] of the prompt's tokens, on the CPU; `end`: place of the end token.
void scoreWords(const Encoded &text, const at::Tensor &relevance, std::int64_t end,
                double neglectedBelow, AuditResult &result) {
  const int kept = static_cast<int>(end) - 1;  // behind the context nothing has relevance
  std::vector<std::pair<int, int>> spans;
  std::vector<std::string> words;
  for (const WordSpan &word : text.plainWords) {
    spans.emplace_back(std::min(word.begin, kept), std::min(word.end, kept));
    words.push_back(word.word);
  }
  const std::vector<double> values = wordRelevance(relevance, spans);
  const double largest = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  std::vector<WordScore> scores;
  for (std::size_t i = 0; i < values.size(); ++i) {
    scores.push_back({words[i], largest > 0 ? values[i] / largest : 0});
  }
  const std::vector<WordScore> shown = scoresOf(contentWords(words), scores);
  const std::vector<std::string> neglected = neglectedWords(shown, neglectedBelow);
  double sum = 0;
  for (const WordScore &score : shown) {
    result.words.push_back({score.word, score.relevance,
                            std::count(neglected.begin(), neglected.end(), score.word) > 0});
    sum += score.relevance;
  }
  if (const AuditWord *least = result.leastWord(); least != nullptr && least->neglected) {
    constexpr double kMost = 1000;  // of a word without any relevance
    const double wanted = neglectedBelow * sum / static_cast<double>(shown.size());
    result.wouldNeed = wanted / std::max(least->relevance, wanted / kMost);
  }
}

}  // namespace

std::vector<AuditResult> auditBatch(const std::vector<AuditItem> &items, double neglectedBelow,
                                    const LoadedModels &models) {
  std::vector<AuditResult> results(items.size());
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < items.size(); ++i) {
    results[i].item = items[i];
    try {
      entries.push_back(entryOf(i, items[i], models));
    } catch (const Error &error) {
      results[i].problem = error.what();
    }
  }
  if (entries.empty()) {
    return results;
  }
  std::vector<at::Tensor> inputs;
  std::transform(entries.begin(), entries.end(), std::back_inserter(inputs),
                 [](const Entry &entry) { return entry.input; });
  at::Tensor pictures;
  {
    const at::NoGradGuard noGraph;
    pictures = models.clip->encodeImage(at::cat(inputs));
  }
  const at::AutoGradMode withGraph(true);
  const at::Tensor tokens = tokensOf(entries, models);
  const at::Tensor ends = tokens.argmax(-1);
  AttentionTrace trace;
  const at::Tensor texts = models.clip->encodeText(tokens, &trace);
  const at::Tensor relevance =
      textRelevance(trace, texts, pictures, ends, models.clip->logitScale(), /*keepGraph=*/false)
          .cpu();
  const at::Tensor similarities =
      (l2Normalize(pictures) * l2Normalize(texts.detach())).sum(-1).to(at::kCPU, at::kDouble);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    AuditResult &result = results[entries[i].place];
    result.similarity = similarities[row].item<double>();
    if (!std::isfinite(result.similarity)) {
      result.problem = "CLIP's features of '" + result.item.picture + "' are no numbers";
      continue;
    }
    scoreWords(entries[i].text, relevance[row], ends[row].item<std::int64_t>(), neglectedBelow,
               result);
  }
  return results;
}

}  // namespace everyword
