// Every published model of full size, as names and shapes: told rightly, nothing missing, nothing
// left over.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/core/device.h"
#include "engine/models/arcface/arcface_model.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/model_families.h"
#include "engine/models/stylegan2/stylegan2_model.h"
#include "engine/models/vqgan/vqgan_model.h"
#include "tests/engine/biggan/random_deep_biggan.h"
#include "tests/engine/inspect/published_clips.h"
#include "tests/engine/inspect/published_generators.h"

using namespace everyword;
using namespace everyword::testing;
using nlohmann::json;

namespace {

/// What inspection says, after the checks that every published model passes.
ModelReport inspected(const ShapeTable &shapes, const std::string &family) {
  const TensorTable table = shapes.table();
  REQUIRE(familyOf(table));
  CHECK(familyOf(table)->id == family);
  ModelReport report;
  report.path = "published.pt";
  familyNamed(family)->describe({table, ""}, report);
  CAPTURE(report.problem);
  CHECK(report.missing == std::vector<std::string>{});
  CHECK(report.extra == std::vector<std::string>{});
  CHECK(report.wrongShape == std::vector<std::string>{});
  CHECK(report.isUsable());
  return report;
}

json configOf(const ModelReport &report) { return json::parse(report.configJson); }

ShapeTable deepShapes(const std::vector<std::int64_t> &widths) {
  std::vector<std::int64_t> channels;
  for (const std::int64_t width : widths) {
    channels.push_back(128 * width);
  }
  ShapeTable table;
  table.shapes = DeepLayout(channels, 8, 128, 1000, 51).shapes;
  return table;
}

}  // namespace

TEST_CASE("OpenAI's published CLIPs are told in every naming they come in", "[store]") {
  for (const PublishedClip &clip : publishedClips()) {
    for (const ClipNaming naming :
         {ClipNaming::OpenAi, ClipNaming::OpenClip, ClipNaming::HuggingFace}) {
      if (naming == ClipNaming::HuggingFace && clip.patch == 0) {
        continue;  // transformers has no ResNet
      }
      INFO(clip.name << ", naming " << static_cast<int>(naming));
      const ShapeTable shapes = ClipShapes(clip, naming).table;
      CHECK(shapes.entries(kNoParameters) == clip.parameters);
      const ModelReport report = inspected(shapes, "clip");
      CHECK(report.title == "CLIP " + clip.name);
      const json config = configOf(report);
      CHECK(config.at("naming") ==
            std::vector<std::string>{"OpenAI", "open_clip",
                                     "HuggingFace"}[static_cast<std::size_t>(naming)]);
      CHECK(config.at("embed_dim") == clip.embed);
      CHECK(config.at("image_size") == clip.imageSize);
      const json &image = config.at("image_encoder"), &text = config.at("text_encoder");
      CHECK(image.at("width") == clip.visionWidth);
      if (clip.patch) {
        CHECK(image.at("patch") == clip.patch);
        CHECK(image.at("layers") == clip.visionLayers[0]);
        CHECK(image.at("heads") == clip.visionWidth / 64);
      } else {
        CHECK(image.at("layers") == clip.visionLayers);
      }
      CHECK(text == json{{"width", clip.textWidth},
                         {"heads", clip.textWidth / 64},
                         {"layers", 12},
                         {"context_length", 77},
                         {"vocabulary", 49408}});
      const std::int64_t read =
          shapes.entries({"num_batches_tracked", "position_ids", "input_resolution",
                          "context_length", "vocab_size"});
      CHECK(report.memoryBytes == 4 * read);
    }
  }
}

TEST_CASE("taming's published VQGANs are told from their Lightning checkpoints", "[store]") {
  struct Row {
    const char *title;
    std::vector<std::int64_t> multipliers;
    std::int64_t codes;
    bool gumbel;
  };
  for (const Row &row : std::vector<Row>{{"VQGAN f16 1024", {1, 1, 2, 2, 4}, 1024, false},
                                         {"VQGAN f16 16384", {1, 1, 2, 2, 4}, 16384, false},
                                         {"VQGAN f8 8192 (Gumbel)", {1, 1, 2, 4}, 8192, true}}) {
    INFO(row.title);
    const ModelReport report =
        inspected(VqganShapes(row.multipliers, row.codes, row.gumbel).table, "vqgan");
    CHECK(report.title == row.title);
    const json config = configOf(report);
    CHECK(config.at("codes") == row.codes);
    CHECK(config.at("ch_mult") == row.multipliers);
    CHECK(config.at("embed_dim") == 256);
    CHECK(config.at("z_channels") == 256);
    CHECK(config.at("channels") == 128);
    CHECK(config.at("res_blocks") == 2);
    CHECK(config.at("gumbel") == row.gumbel);
  }
}

TEST_CASE("The published StyleGAN2 of 1024 pixels is told", "[store]") {
  const ShapeTable shapes = StyleGan2Shapes().table;
  std::int64_t parameters = 0;
  for (const auto &[name, shape] : shapes.shapes) {
    const bool isBuffer = name.find("noises.") != std::string::npos || name.ends_with("kernel") ||
                          name == "latent_avg";
    parameters += isBuffer ? 0 : c10::multiply_integers(shape);
  }
  CHECK(parameters == 30'370'060);  // as NVIDIA counts them
  const ModelReport report = inspected(shapes, "stylegan2");
  CHECK(report.title == "StyleGAN2 1024");
  const json config = configOf(report);
  CHECK(config.at("style_dim") == 512);
  CHECK(config.at("mapping_layers") == 8);
  CHECK(config.at("channel_multiplier") == 2);
  CHECK(config.at("channels") == std::vector<int>{512, 512, 512, 512, 512, 256, 128, 64, 32});
}

TEST_CASE("IR-SE50 is told", "[store]") {
  const ModelReport report = inspected(irSe50Shapes(), "arcface");
  CHECK(report.title == "IR-SE50 identity network");
  CHECK(configOf(report).at("blocks") == 24);
  CHECK(configOf(report).at("embed_dim") == 512);
}

TEST_CASE("The BigGANs of 256 and 512 pixels that FuseDream loads are told", "[store]") {
  const ModelReport of256 = inspected(BigGanShapes({16, 16, 8, 8, 4, 2, 1}, 4, 20).table, "biggan");
  CHECK(of256.title == "BigGAN 256");
  CHECK(configOf(of256).at("variant") == "original");
  CHECK(configOf(of256).at("latent_dim") == 140);
  const ModelReport of512 =
      inspected(BigGanShapes({16, 16, 8, 8, 4, 2, 1, 1}, 3, 16).table, "biggan");
  CHECK(of512.title == "BigGAN 512");
  CHECK(configOf(of512).at("latent_dim") == 128);
}

TEST_CASE("HuggingFace's BigGAN-deep of 128, 256 and 512 pixels are told", "[store]") {
  struct Row {
    int resolution;
    std::vector<std::int64_t> widths;
    std::size_t tensors;  // of the published module's state dict
    std::int64_t entries;
  };
  for (const Row &row : std::vector<Row>{
           {128, {16, 16, 16, 16, 8, 8, 4, 4, 2, 2, 1}, 506, 52'687'425},
           {256, {16, 16, 16, 16, 8, 8, 8, 8, 4, 4, 2, 2, 1}, 602, 58'573'185},
           {512, {16, 16, 16, 16, 8, 8, 8, 8, 4, 4, 2, 2, 1, 1, 1}, 698, 58'908'865}}) {
    INFO(row.resolution);
    const ShapeTable shapes = deepShapes(row.widths);
    CHECK(shapes.shapes.size() == row.tensors);
    CHECK(shapes.entries() == row.entries);
    const ModelReport report = inspected(shapes, "biggan");
    CHECK(report.title == "BigGAN-deep " + std::to_string(row.resolution));
    CHECK(configOf(report).at("variant") == "deep");
    CHECK(configOf(report).at("latent_dim") == 128);
    CHECK(configOf(report).at("classes") == 1000);
    CHECK(report.memoryBytes == 4 * row.entries);
  }
}

TEST_CASE("A few bytes that describe a model of full size as constants are refused", "[store]") {
  constexpr std::uint64_t fileBytes = 1000;
  const auto allowed = static_cast<std::int64_t>(memoryAllowed(fileBytes));
  const auto refusalOf = [&](const std::function<void()> &load) -> std::string {
    const bool knowsPeak = restartPeak();
    const std::int64_t before = residentBytes();
    try {
      load();
    } catch (const FileError &error) {
      // What was loaded up to there, and the copies that are being made of it.
      CHECK((!knowsPeak || peakResidentBytes() - before < 3 * allowed));
      return error.what();
    }
    return "";
  };
  const auto tableOf = [](const ShapeTable &shapes) { return shapes.table(fileBytes); };
  const std::string expected = "published.pt is damaged: its tensors stand for more than";
  const PublishedClip vit = publishedClips()[0], resnet = publishedClips()[3];
  for (const ShapeTable &clip :
       {ClipShapes(vit, ClipNaming::OpenAi).table, ClipShapes(vit, ClipNaming::HuggingFace).table,
        ClipShapes(resnet, ClipNaming::OpenClip).table}) {
    CHECK_THAT(refusalOf([&] { ClipModel::load(tableOf(clip)); }), Catch::StartsWith(expected));
  }
  const ShapeTable vqgan = VqganShapes({1, 1, 2, 2, 4}, 16384, false).table;
  CHECK_THAT(refusalOf([&] { VqganModel::load(tableOf(vqgan)); }), Catch::StartsWith(expected));
  const ShapeTable style = StyleGan2Shapes().table;
  CHECK_THAT(refusalOf([&] { StyleGan2Model::load(tableOf(style)); }), Catch::StartsWith(expected));
  CHECK_THAT(refusalOf([&] { ArcFaceModel::load(tableOf(irSe50Shapes())); }),
             Catch::StartsWith(expected));
  const ShapeTable big = BigGanShapes({16, 16, 8, 8, 4, 2, 1}, 4, 20).table;
  CHECK_THAT(refusalOf([&] { BigGanModel::load(tableOf(big)); }), Catch::StartsWith(expected));
  const ShapeTable deep = deepShapes({16, 16, 16, 16, 8, 8, 8, 8, 4, 4, 2, 2, 1});
  CHECK_THAT(refusalOf([&] { BigGanModel::load(tableOf(deep)); }), Catch::StartsWith(expected));
}
