#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "engine/models/clip/clip_config.h"
#include "engine/models/clip/clip_weights.h"
#include "engine/models/clip/conv_stem.h"
#include "engine/models/model.h"
#include "engine/nn/attention_trace.h"
#include "engine/nn/transformer_block.h"

namespace everyword {

/// CLIP's vision transformer. B pictures, side S, grid g, N = 1 + g*g tokens, width W, feature D.
class VisionTransformer {
 public:
  static VisionTransformer load(const ClipConfig &config, const TensorTable &table,
                                ClipWeights &weights);

  /// [B, 3, S, S] -> [B, D]. Without `trace`, the last block is computed for the class token alone.
  /// See ClipModel::encodeImage.
  at::Tensor forward(const at::Tensor &images, AttentionTrace *trace, LastBlockTrace *lastBlock,
                     const ForwardOptions &options) const;

  // The parts, for tests and tools.
  at::Tensor embed(
      const at::Tensor &images) const;  ///< -> [B, N, W], after ln_pre; class token first
  at::Tensor stem(const at::Tensor &images) const;  ///< -> [B, W, g, g]; stem transformers only
  at::Tensor normPost(const at::Tensor &x) const { return normPost_.forward(x); }
  const std::vector<TransformerBlock> &blocks() const { return blocks_; }

 private:
  at::Tensor patches(const at::Tensor &images) const;
  at::Tensor beforeLastBlock(const at::Tensor &images,
                             const ForwardOptions &options) const;  ///< -> [B, N, W]
  at::Tensor allBlocks(const at::Tensor &images, AttentionTrace &trace,
                       LastBlockTrace *lastBlock) const;
  at::Tensor classTokenOnly(const at::Tensor &images, LastBlockTrace *lastBlock,
                            const ForwardOptions &options) const;
  TransformerBlock::FirstToken lastBlockPass(const at::Tensor &x, LastBlockTrace *lastBlock,
                                             at::Tensor *weights) const;

  std::int64_t patchSize_ = 0, grid_ = 0;
  at::Tensor patchWeight_;  ///< [W, 3*p*p]
  std::optional<ConvStem> stem_;
  at::Tensor classEmbedding_, positions_;
  LayerNorm normPre_, normPost_;
  std::vector<TransformerBlock> blocks_;
  at::Tensor projection_;  ///< [W, D]
};

}  // namespace everyword
