// Every genuine-format file of the fixtures is recognised, complete, and importable.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "engine/inspect/file_inspection.h"
#include "engine/store/model_import.h"
#include "tests/support/fixture.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;

namespace {

struct Expected {
  std::string file, format, family;
};

const std::vector<Expected> kFiles = {
    {"clip_vit/openai_jit.pt", "torchscript", "clip"},
    {"clip_vit/openai_jit_fp16.pt", "torchscript", "clip"},
    {"clip_vit/openai_state_dict.pt", "torch zip", "clip"},
    {"clip_vit/open_clip/open_clip_model.safetensors", "safetensors", "clip"},
    {"clip_vit/hf/model.safetensors", "safetensors", "clip"},
    {"clip_resnet/openai_jit.pt", "torchscript", "clip"},
    {"clip_resnet/openai_state_dict.pt", "torch zip", "clip"},
    {"vqgan/last.ckpt", "torch zip", "vqgan"},
    {"vqgan/model.yaml", "yaml", "vqgan"},
    {"stylegan2/layout_only.pt", "torch zip", "stylegan2"},
};

}  // namespace

TEST_CASE("Every genuine-format file is recognised and complete", "[parity]") {
  for (const Expected &expected : kFiles) {
    INFO(expected.file);
    const ModelReport report = inspectFile(fixturesFolder() + "/" + expected.file);
    CAPTURE(report.problem);
    CHECK(report.format == expected.format);
    CHECK(report.family == expected.family);
    CHECK(report.missing.empty());
    CHECK(report.extra.empty());
    CHECK(report.isUsable());
    CHECK(nlohmann::json::parse(report.configJson).size() > 3);
  }
}

TEST_CASE("The five files of one CLIP are told alike, in their naming", "[parity]") {
  std::set<std::string> configs, namings;
  for (const Expected &expected : kFiles) {
    if (expected.file.starts_with("clip_vit/")) {
      auto config =
          nlohmann::json::parse(inspectFile(fixturesFolder() + "/" + expected.file).configJson);
      namings.insert(config.at("naming").get<std::string>());
      config.erase("naming");
      configs.insert(config.dump());
    }
  }
  CHECK(configs.size() == 1);
  CHECK(namings.count("HuggingFace") == 1);
}

TEST_CASE("Every genuine-format checkpoint is imported, a VQGAN with its yaml", "[parity]") {
  const testing::TemporaryFolder folder;
  ModelStore store(folder.file("models"));
  const Catalogue none(folder.file("none"), folder.file("models"));
  for (const Expected &expected : kFiles) {
    if (expected.format == "yaml") {
      continue;
    }
    INFO(expected.file);
    const ImportOutcome outcome =
        importModel({fixturesFolder() + "/" + expected.file, "", ""}, none, store);
    CHECK_FALSE(outcome.wasThere);
    CHECK(outcome.model.family == expected.family);
    if (expected.family == "vqgan") {
      CHECK_FALSE(outcome.model.configPath.empty());
    }
    CHECK_NOTHROW(store.verify(outcome.model));
  }
}
