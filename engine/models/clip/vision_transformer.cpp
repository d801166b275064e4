#include "engine/models/clip/vision_transformer.h"

#include <ATen/ATen.h>

#include "engine/core/precision.h"
#include "engine/nn/activation_checkpointing.h"
#include "engine/nn/shard_batch.h"

namespace everyword {

VisionTransformer VisionTransformer::load(const ClipConfig &config, const TensorTable &table,
                                          ClipWeights &weights) {
  VisionTransformer v;
  const auto width = config.visionWidth, patch = config.patchSize;
  v.patchSize_ = patch;
  v.grid_ = config.grid;
  if (config.vision == VisionKind::StemTransformer) {
    v.stem_ = ConvStem::load(table, weights, width);
  } else {
    v.patchWeight_ = weights.get("visual.conv1.weight", {width, 3, patch, patch}).flatten(1);
  }
  v.classEmbedding_ = weights.get("visual.class_embedding", {width});
  v.positions_ = weights.get("visual.positional_embedding", {config.grid * config.grid + 1, width});
  v.normPre_ = weights.norm("visual.ln_pre.", width);
  v.blocks_ =
      weights.blocks("visual.transformer.resblocks.", config.visionLayers, config.visionBlock());
  v.normPost_ = weights.norm("visual.ln_post.", width);
  v.normPre_.epsilon = v.normPost_.epsilon = config.image.epsilon;
  v.projection_ = weights.get("visual.proj", {width, config.embedDim});
  return v;
}

at::Tensor VisionTransformer::stem(const at::Tensor &images) const {
  return stem_.value().forward(images);
}

at::Tensor VisionTransformer::patches(const at::Tensor &images) const {
  if (stem_) {
    return stem_->forward(images).flatten(2).transpose(1, 2);
  }
  // A convolution whose stride is its size is one matrix product over cut-out patches.
  const auto cut = images.reshape({images.size(0), 3, grid_, patchSize_, grid_, patchSize_})
                       .permute({0, 2, 4, 1, 3, 5})
                       .reshape({images.size(0), grid_ * grid_, -1});
  return at::linear(cut, patchWeight_);
}

at::Tensor VisionTransformer::embed(const at::Tensor &images) const {
  const auto classToken = classEmbedding_.expand({images.size(0), 1, classEmbedding_.size(0)});
  return normPre_.forward(at::cat({classToken, patches(images)}, 1) + positions_);
}

TransformerBlock::FirstToken VisionTransformer::lastBlockPass(const at::Tensor &x,
                                                              LastBlockTrace *lastBlock,
                                                              at::Tensor *weights) const {
  const auto pass = blocks_.back().forwardFirstToken(x, weights);
  if (lastBlock) {
    // Relevance is float32 even where the pass was not.
    lastBlock->classAttention = inFullPrecision(pass.attention.attention);
    lastBlock->values = inFullPrecision(pass.attention.values);
    // The weights are held by value (they are shared), so the trace may outlive the model.
    lastBlock->vjp = [pass, block = blocks_.back(), norm = normPost_,
                      projection = projection_](const at::Tensor &gradient) {
      return block.vjpToHeads(pass, norm.vjp(pass.output, at::matmul(gradient, projection.t())));
    };
  }
  return pass;
}

at::Tensor VisionTransformer::beforeLastBlock(const at::Tensor &images,
                                              const ForwardOptions &options) const {
  at::Tensor x = embed(images);
  for (std::size_t i = 0; i + 1 < blocks_.size(); ++i) {
    x = checkpointIf(
        options.checkpointActivations,
        [block = blocks_[i]](const at::Tensor &input) { return block.forward(input, false); }, x);
  }
  return x;
}

at::Tensor VisionTransformer::classTokenOnly(const at::Tensor &images, LastBlockTrace *lastBlock,
                                             const ForwardOptions &options) const {
  const auto x =
      shardBatch([&](const at::Tensor &share) { return beforeLastBlock(share, options); }, images);
  return lastBlockPass(x, lastBlock, nullptr).output;
}

at::Tensor VisionTransformer::allBlocks(const at::Tensor &images, AttentionTrace &trace,
                                        LastBlockTrace *lastBlock) const {
  at::Tensor x = embed(images);
  const at::AutoGradMode withGraph(true);
  trace.attention.assign(blocks_.size(), {});
  for (std::size_t i = 0; i + 1 < blocks_.size(); ++i) {
    x = blocks_[i].forward(x, false, &trace.attention[i]);
  }
  return lastBlockPass(x, lastBlock, &trace.attention.back()).output;
}

at::Tensor VisionTransformer::forward(const at::Tensor &images, AttentionTrace *trace,
                                      LastBlockTrace *lastBlock,
                                      const ForwardOptions &options) const {
  const auto classToken =
      trace ? allBlocks(images, *trace, lastBlock) : classTokenOnly(images, lastBlock, options);
  const at::AutoGradMode withGraph(trace != nullptr || at::GradMode::is_enabled());
  const FullPrecision full(images.device());
  return at::matmul(normPost_.forward(inFullPrecision(classToken)), projection_);
}

}  // namespace everyword
