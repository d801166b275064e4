#include "engine/models/model_loader.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "engine/api/errors.h"
#include "engine/models/pack_manifest.h"
#include "engine/models/vqgan/vqgan_model.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
namespace fs = std::filesystem;

namespace {

const std::string kResources = std::string(EVERYWORD_SOURCE_DIR) + "/resources";

/// A resources folder of its own with a copy of the starter pack (links to the large files).
class TemporaryPack {
 public:
  TemporaryPack() {
    fs::create_directories(folder());
    for (const auto &entry : fs::directory_iterator(kResources + "/starter")) {
      if (entry.is_regular_file()) {
        fs::copy_file(entry.path(), folder() / entry.path().filename());
      }
    }
  }

  fs::path folder() const { return root_.path() / "starter"; }
  std::string root() const { return root_.path().string(); }

  void write(const std::string &file, const std::string &text) const {
    std::ofstream(folder() / file, std::ios::binary) << text;
  }
  std::string read(const std::string &file) const { return testing::readAll(folder() / file); }

 private:
  testing::TemporaryFolder root_;
};

std::string messageOf(ModelLoader &loader) {
  try {
    loader.load(ModelSet(), c10::kCPU, {"clip", "vqgan"});
  } catch (const FileError &error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("Every file of the starter pack has the size and SHA-256 of its manifest", "[models]") {
  const PackManifest manifest = readManifest(kResources + "/starter");
  REQUIRE_FALSE(manifest.files.empty());
  for (const auto &[role, file] : manifest.files) {
    CHECK_NOTHROW(verifyPackFile(manifest, file));
  }
}

TEST_CASE("The starter pack's manifest says what it is and what suits it", "[models]") {
  const ModelLoader loader(kResources);
  REQUIRE(loader.listPacks().size() >= 1);
  const PackInfo pack = loader.findPack("starter");
  CHECK(pack.title == "Starter pack");
  CHECK(pack.knowsOnlyItsWords);
  CHECK(std::count(pack.words.begin(), pack.words.end(), "hot dog") == 1);
  const RunRequest request = RunRequest::fromJson(pack.recommendedJson);
  CHECK(request.start.kind == Start::Plain);
  CHECK(request.cutouts.noise == Approx(0.35));
  CHECK(loader.findPack(kResources + "/starter").name == "starter");
  for (const auto &synonym : pack.synonyms) {
    CHECK_FALSE(knownWords(pack, synonym.first)[0].known);
    for (const auto &word : knownWords(pack, synonym.second)) {
      CHECK(word.known);
    }
  }
}

TEST_CASE("A pack that does not exist is told with those that do", "[models]") {
  const ModelLoader loader(kResources);
  CHECK_THROWS_WITH(
      loader.findPack("nowhere"),
      Catch::Contains("there is no model pack 'nowhere'") && Catch::Contains("starter"));
  CHECK_THROWS_AS(loader.findPack(""), FileError);
}

TEST_CASE("The starter pack loads, reports progress and stays loaded", "[models]") {
  ModelLoader loader(kResources);
  std::vector<double> fractions;
  const auto progress = [&](const std::string &, double fraction) {
    fractions.push_back(fraction);
  };
  const LoadedModels models = loader.load(ModelSet(), c10::kCPU, {"clip", "vqgan"}, progress);
  REQUIRE(models.clip);
  CHECK(models.get<VqganModel>("vqgan").config().factor() == 16);
  CHECK(models.tokenizer->vocabularySize() == models.clip->config().vocabularySize);
  CHECK(std::is_sorted(fractions.begin(), fractions.end()));
  CHECK(fractions.back() == 1.0);

  const LoadedModels again = loader.load(ModelSet(), c10::kCPU, {"clip"});
  CHECK(again.clip == models.clip);
  CHECK(again.byRole.empty());
  int context = 0;
  CHECK(loader.tokenizer(ModelSet(), &context) == models.tokenizer);
  CHECK(context == models.clip->config().contextLength);
}

namespace {

struct Cancelled {};

/// Fractions of progress until `stopAt` is passed, where the loading is broken off.
std::vector<double> loadUntil(ModelLoader &loader, double stopAt) {
  std::vector<double> fractions;
  const auto progress = [&](const std::string &, double fraction) {
    fractions.push_back(fraction);
    if (fraction > stopAt) {
      throw Cancelled();
    }
  };
  CHECK_THROWS_AS(loader.load(ModelSet(), c10::kCPU, {"clip", "vqgan"}, progress), Cancelled);
  return fractions;
}

std::size_t countBetween(const std::vector<double> &values, double low, double high) {
  return static_cast<std::size_t>(std::count_if(
      values.begin(), values.end(), [&](double value) { return value > low && value < high; }));
}

}  // namespace

TEST_CASE("Loading is broken off within a model, and only whole models are kept", "[models]") {
  ModelLoader loader(kResources);
  CHECK(countBetween(loadUntil(loader, 0.101), 0.1, 0.6) == 1);
  // Nothing was kept of the first model: its parts are read again, now to its end.
  const std::vector<double> second = loadUntil(loader, 0.601);
  CHECK(countBetween(second, 0.1, 0.6) >= 2);
  CHECK(countBetween(second, 0.6, 1) == 1);
  std::vector<double> third;
  const LoadedModels models =
      loader.load(ModelSet(), c10::kCPU, {"clip", "vqgan"},
                  [&](const std::string &, double fraction) { third.push_back(fraction); });
  CHECK(countBetween(third, 0.1, 0.6) == 0);
  CHECK(countBetween(third, 0.6, 1) >= 1);
  CHECK(std::is_sorted(third.begin(), third.end()));
  REQUIRE(models.clip);
  REQUIRE(models.byRole.count("vqgan"));
}

TEST_CASE("A missing file of a pack is named in one sentence", "[models]") {
  const TemporaryPack pack;
  ModelLoader loader(pack.root());
  fs::remove(pack.folder() / "vqgan.safetensors");
  CHECK_THAT(messageOf(loader),
             Catch::Contains("vqgan.safetensors of the pack 'Starter pack' is missing"));
}

TEST_CASE("A damaged file of a pack is named, whether longer, shorter or changed", "[models]") {
  const TemporaryPack pack;
  ModelLoader loader(pack.root());
  const std::string merges = pack.read("merges.txt");
  pack.write("merges.txt", merges.substr(0, 100));
  CHECK_THAT(messageOf(loader),
             Catch::Contains("merges.txt") && Catch::Contains("100 bytes instead of"));
  std::string changed = merges;
  changed[50] ^= 1;
  pack.write("merges.txt", changed);
  CHECK_THAT(messageOf(loader), Catch::Contains("merges.txt") && Catch::Contains("SHA-256"));
}

TEST_CASE("A damaged manifest is told, and does not hide other packs", "[models]") {
  const TemporaryPack pack;
  const ModelLoader loader(pack.root());
  const std::string manifest = pack.read("manifest.json");
  pack.write("manifest.json", manifest.substr(0, 200));
  CHECK_THROWS_WITH(loader.findPack("starter"), Catch::Contains("manifest.json is damaged"));
  CHECK(loader.listPacks().empty());
}

TEST_CASE("A manifest cannot name files outside its folder", "[models]") {
  const TemporaryPack pack;
  std::string manifest = pack.read("manifest.json");
  manifest.replace(manifest.find("merges.txt"), 10, "../x/y.txt");
  pack.write("manifest.json", manifest);
  CHECK_THROWS_WITH(readManifest(pack.folder().string()), Catch::Contains("'../x/y.txt'"));
}

TEST_CASE("A CLIP in the generator's place is told", "[models]") {
  ModelLoader loader(kResources);
  ModelSet models;
  models.setPath("vqgan", kResources + "/starter/clip.safetensors");
  CHECK_THROWS_WITH(loader.load(models, c10::kCPU, {"clip", "vqgan"}),
                    Catch::Contains("is a CLIP, not a VQGAN"));
}
