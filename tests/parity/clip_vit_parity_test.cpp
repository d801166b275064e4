// The tiny CLIPs with a vision transformer, each one set of weights in several files.
#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/clip/text_transformer.h"
#include "engine/models/clip/vision_transformer.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

/// The files of a fixture, as its JSON lists them.
std::vector<std::string> filesOf(const Fixture &fixture) {
  std::vector<std::string> files;
  for (const auto &[file, meaning] : fixture.json().at("files").items()) {
    files.push_back(file);
  }
  REQUIRE_FALSE(files.empty());
  return files;
}

/// A file with weights in half precision has outputs of its own.
std::string suffixOf(const TensorTable &table) {
  for (const auto &[name, info] : table.infos()) {
    if (info.dtype == at::kHalf) {
      return "_fp16_weights";
    }
  }
  return "";
}

void compareFeatures(const Fixture &fixture, const std::string &file, c10::ScalarType type) {
  const auto table = TensorTable::open(fixture.path(file)).withOptions({.type = type});
  const auto clip = ClipModel::load(table);
  const auto suffix = suffixOf(table);
  const auto image = clip->encodeImage(fixture.in("image", type));
  const auto text = clip->encodeText(fixture.in("tokens"));
  fixture.compare("image_features" + suffix, image);
  fixture.compare("text_features" + suffix, text);
  const auto logits = clip->logitScale() * at::matmul(l2Normalize(image), l2Normalize(text).t());
  fixture.compare("logits_per_image" + suffix, logits);
  if (suffix.empty()) {
    fixture.compare("logits_per_text", logits.t());
  }
}

void checkConfiguration(const ClipConfig &config, const nlohmann::json &stated) {
  CHECK(config.vision == VisionKind::PatchTransformer);
  CHECK(config.embedDim == stated.at("embed_dim"));
  CHECK(config.imageSize == stated.at("image_resolution"));
  CHECK(config.visionLayers == stated.at("vision_layers"));
  CHECK(config.visionWidth == stated.at("vision_width"));
  CHECK(config.visionHeads == stated.at("vision_heads"));
  CHECK(config.patchSize == stated.at("vision_patch_size"));
  CHECK(config.contextLength == stated.at("context_length"));
  CHECK(config.vocabularySize == stated.at("vocab_size"));
  CHECK(config.textWidth == stated.at("transformer_width"));
  CHECK(config.textHeads == stated.at("transformer_heads"));
  CHECK(config.textLayers == stated.at("transformer_layers"));
}

/// The outputs of the image encoder's blocks, first to last, and the last one's attention.
void compareImageTower(const Fixture &fixture, const VisionTransformer &vision,
                       const at::Tensor &images) {
  std::vector<at::Tensor> outputs;
  at::Tensor x = vision.embed(images), attention;
  for (const auto &block : vision.blocks()) {
    outputs.push_back(x = block.forward(x, false, &attention));
  }
  for (const std::string &name : fixture.names("out.visual_tokens_after_block_")) {
    fixture.compare(name, outputs.at(static_cast<std::size_t>(numberBehind("block_", name))));
  }
  fixture.compare("visual_tokens_last", x);
  fixture.compare("patch_tokens", vision.normPost(x.narrow(1, 1, x.size(1) - 1)));
  fixture.compare("attention_visual_last", attention.flatten(0, 1));
}

}  // namespace

TEST_CASE("Each file of one CLIP gives the published features", "[parity]") {
  for (const Fixture &fixture : fixturesNamed("clip_vit")) {
    for (const std::string &file : filesOf(fixture)) {
      for (const c10::ScalarType type : kFloatTypes) {
        INFO(file << " in " << type);
        compareFeatures(fixture, file, type);
      }
    }
  }
}

TEST_CASE("The configuration follows from the shapes", "[parity]") {
  for (const Fixture &fixture : fixturesNamed("clip_vit")) {
    for (const std::string &file : filesOf(fixture)) {
      INFO(file);
      checkConfiguration(ClipModel::load(TensorTable::open(fixture.path(file)))->config(),
                         fixture.json().at("config"));
    }
  }
}

TEST_CASE("Tokens and attention inside the towers match", "[parity]") {
  for (const Fixture &fixture : fixturesNamed("clip_vit")) {
    for (const std::string &file : filesOf(fixture)) {
      const auto table = withOpenAiNames(TensorTable::open(fixture.path(file)));
      if (!suffixOf(table).empty()) {
        continue;  // its inner tensors are not stored
      }
      INFO(file);
      const auto config = ClipConfig::fromTensors(table);
      WeightLoader loader(table);
      ClipWeights weights(table, loader, c10::kCPU);
      const auto vision = VisionTransformer::load(config, table, weights);
      compareImageTower(fixture, vision, fixture.in("image"));

      const auto text = TextTransformer::load(config, weights);
      AttentionTrace trace;
      fixture.compare("text_tokens_last", text.transform(text.embed(fixture.in("tokens")), &trace));
      fixture.compare("attention_text_last", trace.attention.back().flatten(0, 1));
    }
  }
}
