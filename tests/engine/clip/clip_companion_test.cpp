// What shapes cannot tell comes from the configuration beside a checkpoint.
#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/models/clip/clip_config.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_clip.h"

using namespace everyword;
using Catch::Contains;
using nlohmann::json;

namespace {

ClipConfig configOf(const TinyClip &sizes, const json &companion = {}) {
  const testing::TemporaryFolder folder;
  const auto table = TensorTable::fromTensors(tinyClipWeights(sizes), "tiny.pt");
  if (companion.is_null()) {
    return ClipConfig::fromTensors(table);
  }
  return ClipConfig::fromTensors(table, folder.write("config.json", companion.dump()));
}

json huggingFace(const TinyClip &sizes, const std::string &activation, int heads, int textHeads) {
  return {{"vision_config",
           {{"hidden_size", sizes.width},
            {"num_attention_heads", heads},
            {"hidden_act", activation},
            {"layer_norm_eps", 1e-6}}},
          {"text_config",
           {{"hidden_size", sizes.textWidth},
            {"num_attention_heads", textHeads},
            {"hidden_act", activation}}}};
}

json openClip(const TinyClip &sizes, int headWidth, int textHeads) {
  return {{"model_cfg",
           {{"embed_dim", sizes.embed},
            {"vision_cfg",
             {{"width", sizes.width}, {"layers", sizes.layers}, {"head_width", headWidth}}},
            {"text_cfg",
             {{"width", sizes.textWidth}, {"layers", sizes.textLayers}, {"heads", textHeads}}}}}};
}

}  // namespace

TEST_CASE("HuggingFace's config.json gives activation, heads and the norms' epsilon", "[clip]") {
  const TinyClip sizes;
  const ClipConfig config = configOf(sizes, huggingFace(sizes, "gelu", 4, 8));
  CHECK(config.image.activation == Activation::Gelu);
  CHECK(config.text.activation == Activation::Gelu);
  CHECK(config.visionHeads == 4);
  CHECK(config.textHeads == 8);
  CHECK(config.image.epsilon == 1e-6);
  CHECK(config.text.epsilon == 1e-5);
  CHECK(config.assumed.empty());
  CHECK(configOf(sizes, huggingFace(sizes, "quick_gelu", 2, 1)).image.activation ==
        Activation::QuickGelu);
}

TEST_CASE("open_clip's configuration gives the width of a head, and GELU unless it says quick",
          "[clip]") {
  const TinyClip sizes;
  json companion = openClip(sizes, 32, 4);
  const ClipConfig config = configOf(sizes, companion);
  CHECK(config.visionHeads == sizes.width / 32);
  CHECK(config.textHeads == 4);
  CHECK(config.image.activation == Activation::Gelu);
  companion["model_cfg"]["quick_gelu"] = true;
  CHECK(configOf(sizes, companion).image.activation == Activation::QuickGelu);
  CHECK(configOf(sizes, companion["model_cfg"]).visionHeads == sizes.width / 32);
}

TEST_CASE("A configuration of another model, or with what is not supported, is told", "[clip]") {
  const TinyClip sizes;
  TinyClip other;
  other.width = 256;
  CHECK_THROWS_WITH(configOf(sizes, huggingFace(other, "gelu", 4, 8)),
                    Contains("it says hidden_size 256, the tensors say 128"));
  CHECK_THROWS_WITH(configOf(sizes, huggingFace(sizes, "gelu", 3, 8)), Contains("3 heads"));
  CHECK_THROWS_WITH(configOf(sizes, huggingFace(sizes, "relu", 4, 8)),
                    Contains("relu") && Contains("not supported"));
  CHECK_THROWS_AS(configOf(sizes, json::object()), FileError);
  CHECK_THROWS_AS(configOf(sizes, json::array({1})), FileError);
}

TEST_CASE("Without a configuration known sizes are right, and others say what is assumed",
          "[clip]") {
  const ClipConfig guessed = configOf(TinyClip());
  CHECK(guessed.visionHeads == 2);
  CHECK(guessed.image.activation == Activation::QuickGelu);
  CHECK_THAT(guessed.assumed, Contains("tiny.pt") && Contains("OpenAI's are assumed"));
  for (const auto &[width, heads] :
       std::vector<std::pair<std::int64_t, std::int64_t>>{{1280, 16}, {1408, 16}, {1664, 16}}) {
    TinyClip sizes;
    sizes.width = width;
    sizes.layers = 1;
    const ClipConfig config = configOf(sizes);
    CHECK(config.visionHeads == heads);
    CHECK(config.image.activation == Activation::Gelu);
    CHECK(config.assumed.empty());
  }
}
