#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "engine/models/clip/clip_config.h"
#include "engine/models/clip/clip_weights.h"
#include "engine/nn/attention_trace.h"
#include "engine/nn/transformer_block.h"

namespace everyword {

class ClipModel;

/// CLIP's causal text transformer. B texts of L tokens, width W, feature D.
class TextTransformer {
 public:
  static TextTransformer load(const ClipConfig &config, ClipWeights &weights);

  /// [B, L] int64 -> [B, L, W], without positions.
  at::Tensor embed(const at::Tensor &tokens) const;

  /// [B, L, W] embeddings without positions -> [B, D], taken at `ends` [B]. A token sees only those
  /// before it, so nothing behind the last end token is computed; the traces are that much shorter.
  at::Tensor forward(const at::Tensor &embeddings, const at::Tensor &ends,
                     AttentionTrace *trace) const;

  /// All tokens after the last block and norm, [B, L, W] -> [B, L, W]; the part of forward() before
  /// the feature is picked.
  at::Tensor transform(const at::Tensor &embeddings, AttentionTrace *trace) const;

  // The parts, for passes that share tokens among prompts (classify/prompt_pass.h).
  const std::vector<TransformerBlock> &blocks() const { return blocks_; }
  const at::Tensor &positions() const { return positions_; }  ///< [context, W]
  const LayerNorm &normFinal() const { return normFinal_; }
  const at::Tensor &projection() const { return projection_; }  ///< [W, D]

 private:
  at::Tensor tokenEmbedding_, positions_;
  std::vector<TransformerBlock> blocks_;
  LayerNorm normFinal_;
  at::Tensor projection_;  ///< [W, D]
};

/// The text side of a loaded CLIP, which lives as long as that does.
const TextTransformer &textTransformerOf(const ClipModel &clip);

}  // namespace everyword
