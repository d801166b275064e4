#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/inspect/file_inspection.h"
#include "engine/models/vqgan/vqgan_keys.h"
#include "tests/engine/store/small_files.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

const std::string kStarter = EVERYWORD_SOURCE_DIR "/resources/starter/";

std::string refusal(const std::string &path) {
  try {
    inspectFile(path);
    return "";
  } catch (const FileError &error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("A CLIP is told with its sizes, and nothing is missing", "[store]") {
  const TemporaryFolder folder;
  writeTinyClip(folder.file("any.name"));
  const ModelReport report = inspectFile(folder.file("any.name"));
  CHECK(report.format == "safetensors");
  CHECK(report.family == "clip");
  CHECK(report.isUsable());
  CHECK(report.missing.empty());
  CHECK(report.extra.empty());
  const auto json = nlohmann::json::parse(toJson(report));
  CHECK(json.at("config").at("image_size") == 24);
  CHECK(json.at("config").at("image_encoder").at("patch") == 8);
  CHECK(json.at("config").at("text_encoder").at("vocabulary") == 40);
  CHECK(json.at("tensors") == tinyClipWeights().size());
  CHECK(json.at("modes") == nlohmann::json{"layout", "edit", "dream", "explain", "classify"});
  CHECK(json.at("missing").empty());
}

TEST_CASE("What is missing, of wrong shape or extra is listed, and says that it cannot be used",
          "[store]") {
  const TemporaryFolder folder;
  auto weights = tinyClipWeights();
  weights.erase("visual.ln_post.bias");
  weights["transformer.resblocks.0.ln_1.weight"] = at::ones({3});
  weights["something.else"] = at::ones({2});
  writeSafetensors(folder.file("clip.safetensors"), weights);
  const ModelReport report = inspectFile(folder.file("clip.safetensors"));
  CHECK(report.family == "clip");
  CHECK(report.missing == std::vector<std::string>{"visual.ln_post.bias"});
  CHECK(report.extra == std::vector<std::string>{"something.else"});
  REQUIRE(report.wrongShape.size() == 1);
  CHECK_THAT(report.wrongShape[0], Contains("transformer.resblocks.0.ln_1.weight is [3]"));
  CHECK_FALSE(report.isUsable());
  CHECK_THAT(report.problem, Contains("visual.ln_post.bias"));
}

TEST_CASE("The memory of the weights is told without reading them", "[store]") {
  const TemporaryFolder folder;
  writeTinyClip(folder.file("clip.safetensors"));
  double elements = 0;
  for (const auto &[name, tensor] : tinyClipWeights()) {
    elements += static_cast<double>(tensor.numel());
  }
  CHECK(inspectFile(folder.file("clip.safetensors")).memoryBytes ==
        static_cast<std::int64_t>(elements * 4));
}

TEST_CASE("A VQGAN, its yaml and merges are told apart", "[store]") {
  const TemporaryFolder folder;
  writeTinyVqgan(folder.file("v"));
  writeTinyYaml(folder.file("y"));
  writeMerges(folder.file("m"));
  const ModelReport vqgan = inspectFile(folder.file("v"));
  CHECK(vqgan.family == "vqgan");
  CHECK(vqgan.isUsable());
  CHECK(nlohmann::json::parse(vqgan.configJson).at("factor") == 2);
  CHECK(nlohmann::json::parse(vqgan.configJson).at("codes") == 16);
  const ModelReport yaml = inspectFile(folder.file("y"));
  CHECK(yaml.format == "yaml");
  CHECK(yaml.family == "vqgan");
  const ModelReport merges = inspectFile(folder.file("m"));
  CHECK(merges.format == "bpe merges");
  CHECK(merges.family == "clip vocabulary");
  CHECK(nlohmann::json::parse(merges.configJson).at("vocabulary") == kMergesVocabulary);
}

TEST_CASE("The starter pack's files are recognised", "[store]") {
  CHECK(inspectFile(kStarter + "clip.safetensors").family == "clip");
  CHECK(inspectFile(kStarter + "clip.safetensors").isUsable());
  CHECK(inspectFile(kStarter + "vqgan.safetensors").family == "vqgan");
  CHECK(inspectFile(kStarter + "vqgan.safetensors").isUsable());
  CHECK(inspectFile(kStarter + "merges.txt").family == "clip vocabulary");
  CHECK(inspectFile(kStarter + "vqgan.yaml").family == "vqgan");
}

TEST_CASE("A yaml fits its own checkpoint and no other", "[store]") {
  const TemporaryFolder folder;
  writeTinyVqgan(folder.file("v"));
  writeTinyYaml(folder.file("y"));
  writeTinyYaml(folder.file("z"), 17);
  CHECK_NOTHROW(vqgan::requireYamlFits(TensorTable::open(folder.file("v")), folder.file("y")));
  CHECK_THROWS_WITH(vqgan::requireYamlFits(TensorTable::open(folder.file("v")), folder.file("z")),
                    Contains("n_embed 17"));
}

TEST_CASE("Foreign, damaged and hostile files are refused in one sentence that names them",
          "[store]") {
  const TemporaryFolder folder;
  writeSafetensors(folder.file("other.safetensors"), {{"layer.weight", at::ones({2, 2})}});
  CHECK_THAT(refusal(folder.file("other.safetensors")),
             Contains("other.safetensors") && Contains("CLIP"));
  std::ofstream(folder.file("run.pt")) << "cos\nsystem\n(S'touch owned'\ntR.";
  CHECK_THAT(refusal(folder.file("run.pt")), Contains("run.pt"));
  std::ofstream(folder.file("cut.safetensors"))
      << std::string("\xff\xff\xff\xff\xff\xff\xff\x7f{", 9);
  CHECK_THAT(refusal(folder.file("cut.safetensors")), Contains("cut.safetensors"));
  std::ofstream(folder.file("notes.txt")) << "dear diary\n";
  CHECK_THAT(refusal(folder.file("notes.txt")), Contains("notes.txt"));
  std::ofstream(folder.file("a.gz")) << "\x1f\x8b no gzip";
  CHECK_THAT(refusal(folder.file("a.gz")), Contains("a.gz"));
  std::ofstream(folder.file("bad.yaml")) << "model: [1, 2\n";
  CHECK_THAT(refusal(folder.file("bad.yaml")), Contains("bad.yaml"));
  std::ofstream(folder.file("empty")).flush();
  CHECK_THAT(refusal(folder.file("empty")), Contains("empty"));
  CHECK_THAT(refusal(folder.file("none")), Contains("none"));
  CHECK_THAT(refusal(folder.path().string()), Contains("no file"));
  CHECK(filesBelow(folder.path().string()).size() == 7);
}
