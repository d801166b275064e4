#include "engine/classify/near_words.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cctype>

#include "engine/api/utf8.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/text_transformer.h"
#include "engine/text/byte_pairs.h"

namespace everyword {
namespace {

bool isWord(const std::string &text) {
  return !text.empty() && isUtf8(text) && std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0;
  });
}

}  // namespace

NearWords::NearWords(const ClipModel &clip, const std::string &merges) {
  const std::vector<BytePairs::Text> vocabulary = BytePairs::load(merges).texts();
  std::vector<std::int64_t> tokens;
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    if (vocabulary[i].endsWord && isWord(vocabulary[i].bytes) &&
        static_cast<std::int64_t>(i) < clip.config().vocabularySize) {
      tokens.push_back(static_cast<std::int64_t>(i));
      words_.push_back(vocabulary[i].bytes);
    }
  }
  const at::NoGradGuard constants;
  const TextTransformer &text = textTransformerOf(clip);
  embeddings_ =
      text.embed(at::tensor(tokens, at::kLong).to(text.positions().device())).to(at::kCPU);
}

std::vector<std::vector<NearWord>> NearWords::of(const at::Tensor &vectors,
                                                 std::int64_t count) const {
  std::vector<std::vector<NearWord>> all;
  if (words_.empty()) {
    return all;
  }
  const auto distances = at::cdist(vectors.to(at::kCPU), embeddings_);
  const auto [least, places] =
      distances.topk(std::min(count, distances.size(1)), 1, /*largest=*/false);
  for (std::int64_t v = 0; v < least.size(0); ++v) {
    std::vector<NearWord> near;
    for (std::int64_t i = 0; i < least.size(1); ++i) {
      near.push_back({words_[static_cast<std::size_t>(places[v][i].item<std::int64_t>())],
                      least[v][i].item<double>()});
    }
    all.push_back(std::move(near));
  }
  return all;
}

}  // namespace everyword
