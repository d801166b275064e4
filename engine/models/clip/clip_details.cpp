#include "engine/models/clip/clip_details.h"

#include <array>
#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/api/errors.h"
#include "engine/core/read_file.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/weights/model_check.h"
#include "engine/text/tokenizer.h"

namespace everyword {
namespace {

struct PublishedClip {
  const char *name;
  std::int64_t width, patch, embed;
  std::array<std::int64_t, 4>
      layers;  ///< of the ResNet's stages; of a transformer the first counts
};

constexpr std::array<PublishedClip, 11> kPublished = {{
    {"ViT-B/32", 768, 32, 512, {12, 0, 0, 0}},
    {"ViT-B/16", 768, 16, 512, {12, 0, 0, 0}},
    {"ViT-L/14", 1024, 14, 768, {24, 0, 0, 0}},
    {"ViT-H/14", 1280, 14, 1024, {32, 0, 0, 0}},
    {"ViT-g/14", 1408, 14, 1024, {40, 0, 0, 0}},
    {"ViT-bigG/14", 1664, 14, 1280, {48, 0, 0, 0}},
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

std::string activationOf(const ClipConfig &config) {
  return config.image.activation == Activation::Gelu ? "gelu" : "quick_gelu";
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

void describeClip(const ModelSource &source, ModelReport &report) {
  // Relevance maps come from attention; without them there is nothing to lay out or to explain by.
  report.modes = {"edit", "dream", "classify"};
  checkWeights(report, source.table, [&](const TensorTable &withoutData) {
    const TensorTable named = withOpenAiNames(source.table);
    const ClipConfig config = ClipConfig::fromTensors(named, source.config);
    report.notes = notesOf(named);
    if (!config.assumed.empty()) {
      report.notes.push_back(config.assumed);
    }
    report.title = "CLIP " + kindOf(config);
    if (config.vision != VisionKind::ResNet) {
      report.modes = {"layout", "edit", "dream", "explain", "classify"};
    }
    report.configJson = nlohmann::ordered_json{{"kind", kindOf(config)},
                                               {"naming", namingOf(source.table)},
                                               {"embed_dim", config.embedDim},
                                               {"image_size", config.imageSize},
                                               {"activation", activationOf(config)},
                                               {"image_encoder", imageEncoder(config)},
                                               {"text_encoder",
                                                {{"width", config.textWidth},
                                                 {"heads", config.textHeads},
                                                 {"layers", config.textLayers},
                                                 {"context_length", config.contextLength},
                                                 {"vocabulary", config.vocabularySize}}}}
                            .dump();
    ClipModel::load(withoutData, c10::kMeta, source.config);
  });
}

bool looksLikeMerges(const std::string &start) {
  if (start.starts_with("\x1f\x8b")) {
    return true;  // gzip: nothing else that we take is
  }
  // "th e</w>": two symbols with one space between, behind a line that names a version.
  std::istringstream lines(start);
  std::string header, first, second, third, merge;
  std::getline(lines, header);
  std::getline(lines, merge);
  std::istringstream symbols(merge);
  return header.find("#version") != std::string::npos && symbols >> first >> second &&
         !(symbols >> third);
}

void describeMerges(ModelReport &report) {
  const auto size = Tokenizer::load(report.path).vocabularySize();
  report.format = "bpe merges";
  report.family = kVocabularyFamily;
  report.title = size == kPublicVocabularySize
                     ? "CLIP's vocabulary"
                     : "Vocabulary of " + std::to_string(size) + " tokens";
  const bool compressed = firstBytesOf(report.path, 1) == "\x1f";
  report.configJson = nlohmann::ordered_json{{"vocabulary", size}, {"gzip", compressed}}.dump();
  report.modes = {"layout", "edit", "dream", "explain", "classify"};
}

void requireMergesFit(const TensorTable &table, const std::string &merges) {
  const auto needed = ClipConfig::fromTensors(withOpenAiNames(table)).vocabularySize;
  const auto has = Tokenizer::load(merges).vocabularySize();
  if (needed != has) {
    throw FileError("the merges " + merges + " make " + std::to_string(has) + " tokens, but " +
                        table.origin() + " has " + std::to_string(needed),
                    "choose the merges that belong to this CLIP");
  }
}

bool looksLikeClipConfig(const std::string &start) {
  return start.find_first_not_of(" \t\r\n") == start.find('{') &&
         (start.find("\"vision_c") != std::string::npos ||
          start.find("\"model_cfg\"") != std::string::npos);
}

void describeClipConfig(ModelReport &report) {
  report.format = "json";
  report.family = "clip";
  report.title = "Configuration of a CLIP";
}

void requireClipConfigFits(const TensorTable &table, const std::string &config) {
  ClipConfig::fromTensors(withOpenAiNames(table), config);
}

}  // namespace everyword
