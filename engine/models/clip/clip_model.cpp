#include "engine/models/clip/clip_model.h"

#include <ATen/ATen.h>

#include <cmath>
#include <utility>
#include <variant>

#include "engine/api/errors.h"
#include "engine/core/check_shape.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/clip/clip_weights.h"
#include "engine/models/clip/modified_resnet.h"
#include "engine/models/clip/text_transformer.h"
#include "engine/models/clip/vision_transformer.h"

namespace everyword {
namespace {

using VisionEncoder = std::variant<VisionTransformer, ModifiedResnet>;

/// Entries of published files that are no weights, or that follow from others.
void ignoreKnownExtras(WeightLoader &loader) {
  for (const char *name : {"input_resolution", "context_length", "vocab_size",
                           "num_batches_tracked", "position_ids", "attn_mask"}) {
    loader.ignore(name);
  }
}

VisionEncoder loadVision(const ClipConfig &config, const TensorTable &table, ClipWeights &weights) {
  if (config.vision == VisionKind::ResNet) {
    return ModifiedResnet::load(config, weights);
  }
  return VisionTransformer::load(config, table, weights);
}

class LoadedClip : public ClipModel {
 public:
  LoadedClip(ClipConfig config, VisionEncoder vision, TextTransformer text, double logitScale)
      : config_(config),
        vision_(std::move(vision)),
        text_(std::move(text)),
        logitScale_(logitScale) {}

  const ClipConfig &config() const override { return config_; }
  double logitScale() const override { return logitScale_; }
  const TextTransformer &text() const { return text_; }

  at::Tensor encodeImage(const at::Tensor &images, AttentionTrace *trace, LastBlockTrace *lastBlock,
                         const ForwardOptions &options) const override {
    checkShape(images, {kAny, 3, config_.imageSize, config_.imageSize}, "images for CLIP");
    if (const auto *transformer = std::get_if<VisionTransformer>(&vision_)) {
      return transformer->forward(images, trace, lastBlock, options);
    }
    if (trace || lastBlock) {
      throw InputError("this CLIP's image encoder is a ResNet, which has no relevance maps",
                       "choose one with a vision transformer");
    }
    return std::get<ModifiedResnet>(vision_).forward(images);
  }

  at::Tensor encodeText(const at::Tensor &tokens, AttentionTrace *trace) const override {
    checkShape(tokens, {kAny, kAny}, "tokens");
    checkRange(tokens, config_.vocabularySize, "token id");
    return encodeTextEmbeddings(text_.embed(tokens), tokens.argmax(1), trace);
  }

  at::Tensor encodeTextEmbeddings(const at::Tensor &embeddings, const at::Tensor &ends,
                                  AttentionTrace *trace) const override {
    checkShape(embeddings, {kAny, kAny, config_.textWidth}, "text embeddings");
    checkShape(ends, {embeddings.size(0)}, "end positions");
    if (embeddings.size(1) > config_.contextLength) {
      throw ShapeError("a text of " + std::to_string(embeddings.size(1)) +
                       " tokens: this CLIP takes at most " + std::to_string(config_.contextLength));
    }
    checkRange(ends, embeddings.size(1), "end position");
    return text_.forward(embeddings, ends, trace);
  }

 private:
  static void checkRange(const at::Tensor &values, std::int64_t count, const std::string &name) {
    if (values.numel() == 0) {
      throw ShapeError("no " + name + " given");
    }
    const auto least = values.min().item<std::int64_t>(), most = values.max().item<std::int64_t>();
    if (least >= 0 && most < count) {
      return;
    }
    throw InputError(name + " " + std::to_string(least < 0 ? least : most) + " is not in 0.." +
                         std::to_string(count - 1),
                     "the tokenizer's merges belong to another CLIP");
  }

  ClipConfig config_;
  VisionEncoder vision_;
  TextTransformer text_;
  double logitScale_;
};

}  // namespace

std::shared_ptr<const ClipModel> ClipModel::load(const TensorTable &table, c10::Device device,
                                                 const std::string &companion) {
  const auto named = withOpenAiNames(table);
  const auto config = ClipConfig::fromTensors(named, companion);
  const at::NoGradGuard constants;
  WeightLoader loader(named);
  ignoreKnownExtras(loader);
  ClipWeights weights(named, loader, device);
  auto vision = loadVision(config, named, weights);
  auto text = TextTransformer::load(config, weights);
  const double scale = std::exp(loader.get("logit_scale", {}).item<double>());
  loader.finish("CLIP model");
  return std::make_shared<const LoadedClip>(config, std::move(vision), std::move(text), scale);
}

const TextTransformer &textTransformerOf(const ClipModel &clip) {
  return dynamic_cast<const LoadedClip &>(clip).text();
}

StepMemory ClipModel::stepMemory(double, double) const {
  constexpr double kFloatBytes = 4;
  // What a backward pass has to find again, in tokens of the transformer's width: the inputs of
  // both norms, queries, keys and values, the heads' output, and the four times wider hidden layer.
  // Products with constant weights need no input.
  constexpr double kTokenValues = 10;
  const ClipConfig &c = config();
  if (c.vision == VisionKind::ResNet) {
    return {};  // it lays out no pictures
  }
  const auto token = static_cast<double>((c.grid * c.grid + 1) * c.visionWidth);
  const auto layers = static_cast<double>(c.visionLayers);
  return {token * layers * kTokenValues * kFloatBytes,
          token * (layers + kTokenValues) * kFloatBytes};
}

at::Tensor normaliseForClip(const at::Tensor &images) {
  checkShape(images, {kAny, 3, kAny, kAny}, "images");
  const auto constant = [&](const std::array<double, 3> &values) {
    return at::tensor(at::ArrayRef<double>(values.data(), values.size()),
                      images.options().requires_grad(false))
        .view({1, 3, 1, 1});
  };
  return (images - constant(kClipMean)) / constant(kClipDeviation);
}

at::Tensor l2Normalize(const at::Tensor &features) { return features / features.norm(2, -1, true); }

}  // namespace everyword
