// Every genuine-format file of the fixtures is recognised, complete, and importable.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/inspect/file_inspection.h"
#include "engine/store/model_import.h"
#include "tests/support/fixture.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;

namespace {

struct Expected {
  std::string path, format, family;
};

std::string formatOf(const std::string &file) {
  if (file.ends_with(".safetensors") || file.ends_with(".yaml")) {
    return file.ends_with(".yaml") ? "yaml" : "safetensors";
  }
  return file.find("jit") != std::string::npos ? "torchscript" : "torch zip";
}

/// The files that the fixtures of a family list, and StyleGAN2's, which is beside them.
std::vector<Expected> filesOf(const std::string &prefix, const std::string &family) {
  std::vector<Expected> files;
  for (const Fixture &fixture : fixturesNamed(prefix)) {
    const auto listed = fixture.json().value("files", nlohmann::json::object());
    for (const auto &[file, meaning] : listed.items()) {
      files.push_back({fixture.path(file), formatOf(file), family});
    }
    if (const auto path = fixture.path("layout_only.pt"); std::filesystem::exists(path)) {
      files.push_back({path, formatOf(path), family});
    }
  }
  REQUIRE_FALSE(files.empty());
  return files;
}

std::vector<Expected> allFiles() {
  std::vector<Expected> all;
  for (const auto &[prefix, family] :
       {std::pair{"clip_", "clip"}, {"vqgan", "vqgan"}, {"stylegan2", "stylegan2"}}) {
    for (Expected &file : filesOf(prefix, family)) {
      all.push_back(std::move(file));
    }
  }
  return all;
}

}  // namespace

TEST_CASE("Every genuine-format file is recognised and complete", "[parity]") {
  for (const Expected &expected : allFiles()) {
    INFO(expected.path);
    const ModelReport report = inspectFile(expected.path);
    CAPTURE(report.problem);
    CHECK(report.format == expected.format);
    CHECK(report.family == expected.family);
    CHECK(report.missing.empty());
    CHECK(report.extra.empty());
    CHECK(report.isUsable());
    CHECK(nlohmann::json::parse(report.configJson).size() > 3);
  }
}

TEST_CASE("The files of one CLIP are told alike, in their naming", "[parity]") {
  for (const Fixture &fixture : fixturesNamed("clip_vit")) {
    std::set<std::string> configs, namings;
    for (const auto &[file, meaning] : fixture.json().at("files").items()) {
      auto config = nlohmann::json::parse(inspectFile(fixture.path(file)).configJson);
      namings.insert(config.at("naming").get<std::string>());
      config.erase("naming");
      configs.insert(config.dump());
    }
    CHECK(configs.size() == 1);
    CHECK(namings.count("HuggingFace") == fixture.json().at("files").count("hf/model.safetensors"));
  }
}

TEST_CASE("Every genuine-format checkpoint is imported, a VQGAN with its yaml", "[parity]") {
  const testing::TemporaryFolder folder;
  ModelFolder store(folder.file("models"));
  const KnownModels none(folder.file("none"), folder.file("models"));
  for (const Expected &expected : allFiles()) {
    if (expected.format == "yaml") {
      continue;
    }
    INFO(expected.path);
    const ImportOutcome outcome = importModel({expected.path, "", ""}, none, store);
    CHECK_FALSE(outcome.wasThere);
    CHECK(outcome.model.family == expected.family);
    if (expected.family == "vqgan") {
      CHECK_FALSE(outcome.model.configPath.empty());
    }
    CHECK_NOTHROW(store.verify(outcome.model));
  }
}
