#include <array>
#include <nlohmann/json.hpp>

#include "engine/inspect/family_details.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/clip_names.h"

namespace everyword {
namespace {

struct PublishedClip {
  const char *name;
  std::int64_t width, patch, embed;
  std::array<std::int64_t, 4>
      layers;  ///< of the ResNet's stages; of a transformer the first counts
};

constexpr std::array<PublishedClip, 9> kPublished = {{
    {"ViT-B/32", 768, 32, 512, {12, 0, 0, 0}},
    {"ViT-B/16", 768, 16, 512, {12, 0, 0, 0}},
    {"ViT-L/14", 1024, 14, 768, {24, 0, 0, 0}},
    {"ViT-H/14", 1280, 14, 1024, {32, 0, 0, 0}},
    {"RN50", 64, 32, 1024, {3, 4, 6, 3}},
    {"RN101", 64, 32, 512, {3, 4, 23, 3}},
    {"RN50x4", 80, 32, 640, {4, 6, 10, 6}},
    {"RN50x16", 96, 32, 768, {6, 8, 18, 8}},
    {"RN50x64", 128, 32, 1024, {3, 15, 36, 10}},
}};

std::array<std::int64_t, 4> layersOf(const ClipConfig &config) {
  if (config.vision == VisionKind::ResNet) {
    return config.resnetLayers;
  }
  return {config.visionLayers, 0, 0, 0};
}

/// The published model of these sizes, or its kind.
std::string kindOf(const ClipConfig &config) {
  if (config.vision == VisionKind::StemTransformer) {
    return "ViT with a convolutional stem of factor " + std::to_string(config.patchSize);
  }
  for (const PublishedClip &model : kPublished) {
    if (model.width == config.visionWidth && model.embed == config.embedDim &&
        model.patch == config.patchSize && model.layers == layersOf(config)) {
      return model.name;
    }
  }
  return config.vision == VisionKind::ResNet
             ? "ResNet of width " + std::to_string(config.visionWidth)
             : "ViT/" + std::to_string(config.patchSize) + " of width " +
                   std::to_string(config.visionWidth);
}

std::string namingOf(const TensorTable &table) {
  if (hasHuggingFaceNames(table)) {
    return "HuggingFace";
  }
  for (const auto &[name, info] : table.infos()) {
    if (name.find("text.transformer.") != std::string::npos) {
      return "open_clip";
    }
  }
  return "OpenAI";
}

nlohmann::ordered_json imageEncoder(const ClipConfig &config) {
  if (config.vision == VisionKind::ResNet) {
    return {{"type", "ResNet"}, {"width", config.visionWidth}, {"layers", config.resnetLayers}};
  }
  return {{"type", config.vision == VisionKind::StemTransformer ? "transformer with a stem"
                                                                : "transformer"},
          {"width", config.visionWidth},
          {"heads", config.visionHeads},
          {"layers", config.visionLayers},
          {"patch", config.patchSize}};
}

}  // namespace

void describeClip(const TensorTable &table, ModelReport &report) {
  // Relevance maps come from attention; without them there is nothing to lay out or to explain by.
  report.modes = {"edit", "dream", "classify"};
  checkWeights(report, [&] {
    const ClipConfig config = ClipConfig::fromTensors(withOpenAiNames(table));
    report.title = "CLIP " + kindOf(config);
    if (config.vision != VisionKind::ResNet) {
      report.modes = {"layout", "edit", "dream", "explain", "classify"};
    }
    report.configJson = nlohmann::ordered_json{{"kind", kindOf(config)},
                                               {"naming", namingOf(table)},
                                               {"embed_dim", config.embedDim},
                                               {"image_size", config.imageSize},
                                               {"image_encoder", imageEncoder(config)},
                                               {"text_encoder",
                                                {{"width", config.textWidth},
                                                 {"heads", config.textHeads},
                                                 {"layers", config.textLayers},
                                                 {"context_length", config.contextLength},
                                                 {"vocabulary", config.vocabularySize}}}}
                            .dump();
    ClipModel::load(table, c10::kMeta);
  });
}

}  // namespace everyword
