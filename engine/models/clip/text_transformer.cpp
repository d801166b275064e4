#include "engine/models/clip/text_transformer.h"

#include <ATen/ATen.h>

namespace everyword {

TextTransformer TextTransformer::load(const ClipConfig &config, ClipWeights &weights) {
  TextTransformer t;
  const auto width = config.textWidth;
  t.tokenEmbedding_ = weights.get("token_embedding.weight", {config.vocabularySize, width});
  t.positions_ = weights.get("positional_embedding", {config.contextLength, width});
  t.blocks_ = weights.blocks("transformer.resblocks.", config.textLayers, config.textBlock());
  t.normFinal_ = weights.norm("ln_final.", width);
  t.normFinal_.epsilon = config.text.epsilon;
  t.projection_ = weights.get("text_projection", {width, config.embedDim});
  return t;
}

at::Tensor TextTransformer::embed(const at::Tensor &tokens) const {
  return at::embedding(tokenEmbedding_, tokens);
}

at::Tensor TextTransformer::transform(const at::Tensor &embeddings, AttentionTrace *trace) const {
  const at::AutoGradMode withGraph(trace != nullptr || at::GradMode::is_enabled());
  if (trace) {
    trace->attention.assign(blocks_.size(), {});
  }
  auto x = embeddings + positions_.narrow(0, 0, embeddings.size(1));
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    x = blocks_[i].forward(x, true, trace ? &trace->attention[i] : nullptr);
  }
  return normFinal_.forward(x);
}

at::Tensor TextTransformer::forward(const at::Tensor &embeddings, const at::Tensor &ends,
                                    AttentionTrace *trace) const {
  const at::AutoGradMode withGraph(trace != nullptr || at::GradMode::is_enabled());
  const auto needed = ends.max().item<std::int64_t>() + 1;
  const auto tokens = transform(embeddings.narrow(1, 0, needed), trace);
  const auto rows = at::arange(tokens.size(0), ends.options());
  return at::matmul(tokens.index({rows, ends}), projection_);
}

}  // namespace everyword
