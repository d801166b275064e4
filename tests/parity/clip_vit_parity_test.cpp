// The tiny CLIP with a vision transformer, one set of weights in five files.
#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/clip_names.h"
#include "engine/models/clip/text_transformer.h"
#include "engine/models/clip/vision_transformer.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

const Fixture &fixture() {
  static const Fixture it("clip_vit", "clip_vit");
  return it;
}

std::shared_ptr<const ClipModel> modelOf(const std::string &file) {
  return ClipModel::load(TensorTable::open(fixture().path(file)));
}

/// `suffix`: "" or "_fp16_weights".
void compareFeatures(const ClipModel &clip, const std::string &suffix) {
  const auto image = clip.encodeImage(fixture().in("image"));
  const auto text = clip.encodeText(fixture().in("tokens"));
  fixture().compare("image_features" + suffix, image);
  fixture().compare("text_features" + suffix, text);
  const auto logits = clip.logitScale() * at::matmul(l2Normalize(image), l2Normalize(text).t());
  fixture().compare("logits_per_image" + suffix, logits);
  if (suffix.empty()) {
    fixture().compare("logits_per_text", logits.t());
  }
}

}  // namespace

TEST_CASE("The five files of one CLIP give the published features", "[parity]") {
  const std::string file =
      GENERATE("openai_state_dict.pt", "openai_jit.pt", "open_clip/open_clip_model.safetensors",
               "hf/model.safetensors");
  INFO(file);
  compareFeatures(*modelOf(file), "");
}

TEST_CASE("The half-precision archive gives its own features", "[parity]") {
  compareFeatures(*modelOf("openai_jit_fp16.pt"), "_fp16_weights");
}

TEST_CASE("The configuration follows from the shapes", "[parity]") {
  const auto config = modelOf("hf/model.safetensors")->config();
  const auto &stated = fixture().json().at("config");
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

TEST_CASE("Tokens and attention inside the towers match", "[parity]") {
  const auto table =
      withOpenAiNames(TensorTable::open(fixture().path("open_clip/open_clip_model.safetensors")));
  const auto config = ClipConfig::fromTensors(table);
  WeightLoader loader(table);
  ClipWeights weights(table, loader, c10::kCPU);
  const auto vision = VisionTransformer::load(config, table, weights);
  const auto text = TextTransformer::load(config, weights);

  auto x = vision.embed(fixture().in("image"));
  at::Tensor attention;
  for (std::size_t i = 0; i < vision.blocks().size(); ++i) {
    x = vision.blocks()[i].forward(x, false, &attention);
    if (i == 0) {
      fixture().compare("visual_tokens_after_block_0", x);
    }
  }
  fixture().compare("visual_tokens_last", x);
  fixture().compare("patch_tokens", vision.normPost(x.narrow(1, 1, x.size(1) - 1)));
  fixture().compare("attention_visual_last", attention.flatten(0, 1));

  AttentionTrace trace;
  fixture().compare("text_tokens_last", text.transform(text.embed(fixture().in("tokens")), &trace));
  fixture().compare("attention_text_last", trace.attention.back().flatten(0, 1));
}
