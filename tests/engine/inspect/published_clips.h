#pragma once

#include <string>
#include <vector>

#include "tests/engine/inspect/shape_table.h"

namespace everyword::testing {

/// Sizes of OpenAI's published models, as their repository tells them.
struct PublishedClip {
  std::string name;
  std::int64_t embed, imageSize, visionWidth, patch;  ///< patch 0: a ResNet
  std::vector<std::int64_t> visionLayers;             ///< of a transformer one number
  std::int64_t textWidth, parameters;
};

inline const std::vector<PublishedClip> &publishedClips() {
  static const std::vector<PublishedClip> clips = {
      {"ViT-B/32", 512, 224, 768, 32, {12}, 512, 151'277'313},
      {"ViT-B/16", 512, 224, 768, 16, {12}, 512, 149'620'737},
      {"ViT-L/14", 768, 224, 1024, 14, {24}, 768, 427'616'513},
      {"RN50", 1024, 224, 64, 0, {3, 4, 6, 3}, 512, 102'007'137},
      {"RN101", 512, 224, 64, 0, {3, 4, 23, 3}, 512, 119'688'033},
      {"RN50x4", 640, 288, 80, 0, {4, 6, 10, 6}, 640, 178'300'601}};
  return clips;
}

enum class ClipNaming { OpenAi, OpenClip, HuggingFace };

/// Builds the names and shapes of a CLIP as each of the three publishers saves it.
class ClipShapes {
 public:
  ClipShapes(const PublishedClip &clip, ClipNaming naming) : clip_(clip), naming_(naming) {
    table.add("logit_scale", {});
    if (naming == ClipNaming::HuggingFace) {
      huggingFace();
      return;
    }
    clip.patch ? visionTransformer() : resnet();
    text(naming == ClipNaming::OpenClip ? "text." : "");
    if (naming == ClipNaming::OpenClip) {
      prefixAll("state_dict.module.");
      return;
    }
    for (const char *name : {"input_resolution", "context_length", "vocab_size"}) {
      table.add(name, {});
    }
  }

  ShapeTable table;

 private:
  static constexpr std::int64_t kContext = 77, kVocabulary = 49408, kTextLayers = 12;

  void prefixAll(const std::string &prefix) {
    std::map<std::string, Shape> renamed;
    for (const auto &[name, shape] : table.shapes) {
      renamed[prefix + name] = shape;
    }
    table.shapes = std::move(renamed);
  }

  void block(const std::string &name, std::int64_t width) {
    table.norm(name + "ln_1.", width);
    table.add(name + "attn.in_proj_weight", {3 * width, width});
    table.add(name + "attn.in_proj_bias", {3 * width});
    table.linear(name + "attn.out_proj.", width, width);
    table.norm(name + "ln_2.", width);
    table.linear(name + "mlp.c_fc.", 4 * width, width);
    table.linear(name + "mlp.c_proj.", width, 4 * width);
  }

  void visionTransformer() {
    const std::int64_t width = clip_.visionWidth, grid = clip_.imageSize / clip_.patch;
    table.add("visual.class_embedding", {width});
    table.add("visual.positional_embedding", {grid * grid + 1, width});
    table.add("visual.conv1.weight", {width, 3, clip_.patch, clip_.patch});
    table.norm("visual.ln_pre.", width);
    table.norm("visual.ln_post.", width);
    table.add("visual.proj", {width, clip_.embed});
    for (std::int64_t i = 0; i < clip_.visionLayers[0]; ++i) {
      block("visual.transformer.resblocks." + std::to_string(i) + ".", width);
    }
  }

  void normed(const std::string &convolution, const std::string &norm, const Shape &shape) {
    table.add(convolution + ".weight", shape);
    table.batchNorm(norm + ".", shape[0]);
  }

  void resnet() {
    const std::int64_t width = clip_.visionWidth;
    normed("visual.conv1", "visual.bn1", {width / 2, 3, 3, 3});
    normed("visual.conv2", "visual.bn2", {width / 2, width / 2, 3, 3});
    normed("visual.conv3", "visual.bn3", {width, width / 2, 3, 3});
    std::int64_t from = width;
    for (std::size_t stage = 0; stage < 4; ++stage) {
      const std::int64_t planes = width << stage;
      for (std::int64_t i = 0; i < clip_.visionLayers[stage]; ++i) {
        const std::string name =
            "visual.layer" + std::to_string(stage + 1) + "." + std::to_string(i) + ".";
        normed(name + "conv1", name + "bn1", {planes, from, 1, 1});
        normed(name + "conv2", name + "bn2", {planes, planes, 3, 3});
        normed(name + "conv3", name + "bn3", {4 * planes, planes, 1, 1});
        if (i == 0) {
          normed(name + "downsample.0", name + "downsample.1", {4 * planes, from, 1, 1});
        }
        from = 4 * planes;
      }
    }
    const std::int64_t grid = clip_.imageSize / 32;
    table.add("visual.attnpool.positional_embedding", {grid * grid + 1, from});
    for (const char *part : {"q", "k", "v"}) {
      table.linear(std::string("visual.attnpool.") + part + "_proj.", from, from);
    }
    table.linear("visual.attnpool.c_proj.", clip_.embed, from);
  }

  void text(const std::string &prefix) {
    const std::int64_t width = clip_.textWidth;
    table.add(prefix + "token_embedding.weight", {kVocabulary, width});
    table.add(prefix + "positional_embedding", {kContext, width});
    table.norm(prefix + "ln_final.", width);
    table.add(prefix + "text_projection", {width, clip_.embed});
    for (std::int64_t i = 0; i < kTextLayers; ++i) {
      block(prefix + "transformer.resblocks." + std::to_string(i) + ".", width);
    }
  }

  void huggingFaceTower(const std::string &name, std::int64_t layers, std::int64_t width) {
    for (std::int64_t i = 0; i < layers; ++i) {
      const std::string layer = name + "encoder.layers." + std::to_string(i) + ".";
      for (const char *part : {"q_proj.", "k_proj.", "v_proj.", "out_proj."}) {
        table.linear(layer + "self_attn." + part, width, width);
      }
      table.norm(layer + "layer_norm1.", width);
      table.norm(layer + "layer_norm2.", width);
      table.linear(layer + "mlp.fc1.", 4 * width, width);
      table.linear(layer + "mlp.fc2.", width, 4 * width);
    }
  }

  void huggingFace() {
    const std::int64_t width = clip_.visionWidth, grid = clip_.imageSize / clip_.patch;
    const std::string vision = "vision_model.", text = "text_model.";
    table.add(vision + "embeddings.class_embedding", {width});
    table.add(vision + "embeddings.patch_embedding.weight", {width, 3, clip_.patch, clip_.patch});
    table.add(vision + "embeddings.position_embedding.weight", {grid * grid + 1, width});
    table.add(vision + "embeddings.position_ids", {1, grid * grid + 1});
    table.norm(vision + "pre_layrnorm.", width);
    table.norm(vision + "post_layernorm.", width);
    huggingFaceTower(vision, clip_.visionLayers[0], width);
    table.add("visual_projection.weight", {clip_.embed, width});
    table.add(text + "embeddings.token_embedding.weight", {kVocabulary, clip_.textWidth});
    table.add(text + "embeddings.position_embedding.weight", {kContext, clip_.textWidth});
    table.add(text + "embeddings.position_ids", {1, kContext});
    table.norm(text + "final_layer_norm.", clip_.textWidth);
    huggingFaceTower(text, kTextLayers, clip_.textWidth);
    table.add("text_projection.weight", {clip_.embed, clip_.textWidth});
  }

  PublishedClip clip_;
  ClipNaming naming_;
};

/// What the publishers do not count as parameters.
inline const std::vector<std::string> kNoParameters = {
    "running_mean",     "running_var",    "num_batches_tracked", "position_ids",
    "input_resolution", "context_length", "vocab_size"};

}  // namespace everyword::testing
