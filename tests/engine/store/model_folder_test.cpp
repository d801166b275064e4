// Import, list, verify and remove, on models of some kilobytes.
#include "engine/store/model_folder.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/store/model_import.h"
#include "engine/store/user_folder.h"
#include "tests/engine/store/small_files.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace fs = std::filesystem;

namespace {

struct Scene {
  ImportOutcome import(const std::string &file, const std::string &name = {},
                       const std::string &yaml = {}) {
    return importModel({folder.file(file), name, yaml.empty() ? "" : folder.file(yaml)},
                       KnownModels(folder.file("none"), models()), store);
  }
  std::string failure(const std::string &file, const std::string &name = {},
                      const std::string &yaml = {}) {
    try {
      import(file, name, yaml);
      return "";
    } catch (const Error &error) {
      return error.what();
    }
  }
  std::string models() const { return folder.file("models"); }

  TemporaryFolder folder;
  ModelFolder store{folder.file("models")};
};

}  // namespace

TEST_CASE("An imported model is a copy with a record of what it is", "[store]") {
  Scene scene;
  writeTinyClip(scene.folder.file("My clip (1).pt"));
  const InstalledModel model = scene.import("My clip (1).pt").model;
  CHECK(model.name == "My-clip-1");
  CHECK(model.family == "clip");
  CHECK(model.modes.size() == 5);
  CHECK(model.source == scene.folder.file("My clip (1).pt"));
  CHECK_FALSE(model.licence.empty());
  CHECK(contentOf(model.path) == contentOf(scene.folder.file("My clip (1).pt")));
  fs::remove(scene.folder.file("My clip (1).pt"));
  const auto listed = scene.store.list();
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].path == model.path);
  CHECK(listed[0].sha256 == model.sha256);
  CHECK(listed[0].bytes == static_cast<std::int64_t>(fs::file_size(model.path)));
  CHECK(listed[0].configJson == model.configJson);
  CHECK_NOTHROW(scene.store.verify(listed[0]));
}

TEST_CASE("The same bytes are imported once, under whatever name they come", "[store]") {
  Scene scene;
  writeTinyClip(scene.folder.file("a.pt"));
  fs::copy_file(scene.folder.file("a.pt"), scene.folder.file("b.pt"));
  CHECK_FALSE(scene.import("a.pt").wasThere);
  const ImportOutcome again = scene.import("b.pt", "other");
  CHECK(again.wasThere);
  CHECK(again.model.name == "a");
  CHECK(scene.store.list().size() == 1);
}

TEST_CASE("Other bytes of the same name get a name of their own", "[store]") {
  Scene scene;
  writeTinyClip(scene.folder.file("m.pt"));
  scene.import("m.pt");
  writeTinyVqgan(scene.folder.file("m.pt"));
  CHECK(scene.import("m.pt").model.name == "m-2");
  writeMerges(scene.folder.file("merges.txt"));
  CHECK_THAT(scene.failure("merges.txt", "m"), Contains("'m'") && Contains("already"));
  CHECK_THAT(scene.failure("merges.txt", "../m"), Contains("cannot be a model's name"));
  CHECK(scene.store.list().size() == 2);
}

TEST_CASE("A VQGAN takes the yaml beside it along, if it is its own", "[store]") {
  Scene scene;
  writeTinyVqgan(scene.folder.file("last.ckpt"));
  writeTinyYaml(scene.folder.file("last.yaml"), 17);
  writeTinyYaml(scene.folder.file("model.yaml"));
  const InstalledModel model = scene.import("last.ckpt").model;
  CHECK(contentOf(model.configPath) == contentOf(scene.folder.file("model.yaml")));
  CHECK(filesBelow(model.folder) == std::set<std::string>{"last.ckpt", "model.json", "model.yaml"});
}

TEST_CASE("A named yaml has to fit", "[store]") {
  Scene scene;
  writeTinyVqgan(scene.folder.file("v.ckpt"));
  writeTinyYaml(scene.folder.file("wrong.yaml"), 17);
  writeTinyYaml(scene.folder.file("right.yaml"));
  CHECK_THAT(scene.failure("v.ckpt", "", "wrong.yaml"), Contains("n_embed"));
  CHECK(filesBelow(scene.models()).empty());
  CHECK_FALSE(scene.import("v.ckpt", "", "right.yaml").model.configPath.empty());
  writeTinyClip(scene.folder.file("c.pt"));
  CHECK_THAT(scene.failure("c.pt", "", "right.yaml"), Contains("does not belong to this CLIP"));
}

TEST_CASE("What cannot be used is not imported, and nothing is left", "[store]") {
  Scene scene;
  auto weights = tinyClipWeights();
  weights.erase("visual.proj");
  writeSafetensors(scene.folder.file("half.pt"), weights);
  CHECK_THAT(scene.failure("half.pt"), Contains("visual.proj"));
  writeTinyYaml(scene.folder.file("alone.yaml"));
  CHECK_THAT(scene.failure("alone.yaml"), Contains("--config"));
  std::ofstream(scene.folder.file("text.pt")) << "no model";
  CHECK_THAT(scene.failure("text.pt"), Contains("text.pt"));
  CHECK(filesBelow(scene.models()).empty());
}

TEST_CASE("A changed, cut or missing file is found by verify", "[store]") {
  Scene scene;
  writeTinyVqgan(scene.folder.file("v.ckpt"));
  writeTinyYaml(scene.folder.file("v.yaml"));
  const InstalledModel model = scene.import("v.ckpt").model;
  const std::string good = contentOf(model.path), yaml = contentOf(model.configPath);
  std::string changed = good;
  changed[good.size() / 2] ^= 1;
  std::ofstream(model.path, std::ios::binary) << changed;
  CHECK_THROWS_WITH(scene.store.verify(model),
                    Contains("v.ckpt is damaged") && Contains("SHA-256"));
  std::ofstream(model.path, std::ios::binary) << good.substr(1);
  CHECK_THROWS_WITH(scene.store.verify(model), Contains("bytes instead of"));
  std::ofstream(model.path, std::ios::binary) << good;
  CHECK_NOTHROW(scene.store.verify(model));
  std::ofstream(model.configPath) << yaml << "#";
  CHECK_THROWS_WITH(scene.store.verify(model), Contains("model.yaml is damaged"));
  fs::remove(model.path);
  CHECK_THROWS_WITH(scene.store.verify(model), Contains("v.ckpt is missing"));
}

TEST_CASE("Removing deletes the model's files and leaves others alone", "[store]") {
  Scene scene;
  writeTinyVqgan(scene.folder.file("v.ckpt"));
  writeTinyYaml(scene.folder.file("v.yaml"));
  const InstalledModel model = scene.import("v.ckpt").model;
  std::ofstream(model.folder + "/notes.txt") << "mine";
  scene.store.remove(model);
  CHECK(scene.store.list().empty());
  CHECK(filesBelow(scene.models()) == std::set<std::string>{"v/notes.txt"});
}

TEST_CASE("A record that names files elsewhere, or is damaged, is refused and hides no other",
          "[store]") {
  Scene scene;
  writeTinyClip(scene.folder.file("a.pt"));
  const InstalledModel model = scene.import("a.pt").model;
  std::string record = contentOf(model.folder + "/model.json");
  record.replace(record.find("\"a.pt\""), 6, "\"../../a.pt\"");
  fs::create_directory(scene.models() + "/evil");
  std::ofstream(scene.models() + "/evil/model.json") << record;
  CHECK_THROWS_WITH(scene.store.find("evil"), Contains("../../a.pt"));
  std::ofstream(scene.models() + "/evil/model.json") << "{";
  CHECK_THROWS_AS(scene.store.find("evil"), FileError);
  CHECK(scene.store.list().size() == 1);
  CHECK_FALSE(scene.store.find("../models/a"));
}

TEST_CASE("Names are made of any text and stay inside the folder", "[store]") {
  CHECK(asModelName("../../etc/passwd") == "etc-passwd");
  CHECK(asModelName(".hidden") == "hidden");
  CHECK(asModelName("ViT-B-32.pt") == "ViT-B-32.pt");
  CHECK(asModelName("\xe3\x83\xa2") == "model");
  CHECK(asModelName(std::string(500, 'x')).size() <= 80);
  for (const char *bad : {"", ".", "..", "a/b", ".a", "a b", "-a"}) {
    CHECK_THROWS_AS(checkModelName(bad), InputError);
  }
}

TEST_CASE("The model folder follows the environment", "[store]") {
  ::setenv("EVERYWORD_MODELS", "/somewhere/models", 1);
  CHECK(modelsFolder("") == "/somewhere/models");
  CHECK(modelsFolder("/named") == "/named");
  ::unsetenv("EVERYWORD_MODELS");
  ::setenv("XDG_DATA_HOME", "/data", 1);
  CHECK(modelsFolder("") == "/data/everyword/models");
  ::setenv("XDG_DATA_HOME", "relative", 1);
  ::setenv("HOME", "/home/me", 1);
  CHECK(modelsFolder("") == "/home/me/.local/share/everyword/models");
}

TEST_CASE("A configuration and merges beside a CLIP are taken along, and removed with it",
          "[store]") {
  Scene scene;
  TinyClip sizes;
  sizes.vocabulary = kMergesVocabulary;
  writeTinyClip(scene.folder.file("eye.safetensors"), sizes);
  writeMerges(scene.folder.file("merges.txt"));
  std::ofstream(scene.folder.file("open_clip_config.json"))
      << R"({"model_cfg": {"embed_dim": 32, "vision_cfg": {"width": 128, "layers": 3, "head_width": 32},
             "text_cfg": {"width": 64, "layers": 2, "heads": 4}}})";
  std::ofstream(scene.folder.file("config.json")) << R"({"vision_config": {"hidden_size": 7}})";
  const InstalledModel model = scene.import("eye.safetensors").model;
  CHECK(filesBelow(model.folder) ==
        std::set<std::string>{"eye.safetensors", "model.json", "merges.txt", "config.json"});
  CHECK(contentOf(model.configPath) == contentOf(scene.folder.file("open_clip_config.json")));
  CHECK(nlohmann::json::parse(model.configJson)["image_encoder"]["heads"] == 4);
  CHECK_NOTHROW(scene.store.verify(*scene.store.find(model.name)));
  scene.store.remove(*scene.store.find(model.name));
  CHECK_FALSE(fs::exists(model.folder));
}

TEST_CASE("A model in shards is imported with all of them", "[store]") {
  Scene scene;
  const auto weights = tinyClipWeights();
  std::map<std::string, at::Tensor> parts[2];
  nlohmann::json places;
  for (const auto &[name, tensor] : weights) {
    const std::size_t part = name < "token" ? 0 : 1;
    parts[part][name] = tensor;
    places[name] = "model-0000" + std::to_string(part + 1) + "-of-00002.safetensors";
  }
  for (std::size_t i = 0; i < 2; ++i) {
    testing::writeSafetensors(
        scene.folder.file("model-0000" + std::to_string(i + 1) + "-of-00002.safetensors"),
        parts[i]);
  }
  std::ofstream(scene.folder.file("model.safetensors.index.json"))
      << nlohmann::json{{"weight_map", places}};
  const InstalledModel model = scene.import("model.safetensors.index.json", "eye").model;
  REQUIRE(model.others.size() == 2);
  CHECK(TensorTable::open(model.path).infos().size() == weights.size());
  CHECK(scene.import("model.safetensors.index.json").wasThere);
  std::ofstream(model.others[1].path, std::ios::app) << "x";
  CHECK_THROWS_WITH(scene.store.verify(model), Catch::Contains("model-00002-of-00002"));
}

TEST_CASE("What killed imports have left goes with the next list, what is being made stays",
          "[store]") {
  Scene scene;
  writeTinyClip(scene.folder.file("eye.pt"));
  const InstalledModel model = scene.import("eye.pt").model;
  constexpr int kNobody = 0x3fffffff;  // above every process id
  const std::string gone = scene.models() + "/.big." + std::to_string(kNobody) + ".part";
  fs::create_directories(gone);
  std::ofstream(gone + "/big.safetensors") << "half a model";
  const std::string unlocked = scene.models() + "/.other." + std::to_string(::getpid()) + ".part";
  fs::create_directories(unlocked);
  std::ofstream(unlocked + "/.lock") << "";
  const std::string alive = scene.models() + "/.mine." + std::to_string(::getpid()) + ".part";
  fs::create_directories(alive);
  const std::string inModel = model.folder + "/.model.json." + std::to_string(kNobody) + "-0.part";
  std::ofstream(inModel) << "half a record";
  CHECK(scene.store.list().size() == 1);
  CHECK_FALSE(fs::exists(gone));
  CHECK_FALSE(fs::exists(unlocked));
  CHECK_FALSE(fs::exists(inModel));
  CHECK(fs::exists(alive));
}

TEST_CASE("A flipped byte of an installed model is refused, and a good one is read once",
          "[store]") {
  Scene scene;
  writeTinyClip(scene.folder.file("eye.pt"));
  const InstalledModel model = scene.import("eye.pt").model;
  scene.store.requireIntact(model);
  CHECK(fs::exists(model.folder + "/.checked"));
  scene.store.requireIntact(model);
  const auto changed = fs::last_write_time(model.path);
  std::fstream file(model.path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(-1, std::ios::end);
  file.put('\x55');
  file.close();
  fs::last_write_time(model.path, changed);  // the time of a change cannot be hidden so
  CHECK_THROWS_WITH(scene.store.requireIntact(model), Catch::Contains("is damaged"));
}
