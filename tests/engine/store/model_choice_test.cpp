// Names become paths, what does not fit together says why, and memory is estimated from headers.
#include "engine/store/model_choice.h"

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/models/model_families.h"
#include "engine/store/memory_estimate.h"
#include "engine/store/model_import.h"
#include "tests/engine/store/small_files.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

struct Scene {
  InstalledModel import(const std::string &file, const std::string &name) {
    return importModel({folder.file(file), name, ""},
                       KnownModels(folder.file("none"), folder.file("models")), store)
        .model;
  }
  void writeClip(const std::string &file, std::int64_t vocabulary) {
    TinyClip sizes;
    sizes.vocabulary = vocabulary;
    writeTinyClip(folder.file(file), sizes);
  }
  ModelSet set(const std::string &clip, const std::string &vqgan = {},
               const std::string &merges = {}) {
    ModelSet models;
    models.files["clip"] = clip;
    models.files["vqgan"] = vqgan;
    models.files["merges"] = merges;
    return models;
  }
  std::string failure(const ModelSet &models) {
    try {
      resolveModels(models, store);
      return "";
    } catch (const Error &error) {
      return error.what();
    }
  }

  TemporaryFolder folder;
  ModelFolder store{folder.file("models")};
};

}  // namespace

TEST_CASE("Names of installed models become paths, with yaml and vocabulary", "[store]") {
  Scene scene;
  scene.writeClip("c.pt", kMergesVocabulary);
  writeTinyVqgan(scene.folder.file("v.ckpt"));
  writeTinyYaml(scene.folder.file("v.yaml"));
  writeMerges(scene.folder.file("m.txt"));
  const auto clip = scene.import("c.pt", "eye"), vqgan = scene.import("v.ckpt", "brush"),
             merges = scene.import("m.txt", "words");
  const ModelSet chosen = resolveModels(scene.set("eye", "brush"), scene.store);
  CHECK(chosen.path("clip") == clip.path);
  CHECK(chosen.path("vqgan") == vqgan.path);
  // The loader finds its yaml beside it.
  CHECK(companionBeside(chosen.path("vqgan"), familyNamed("vqgan")->companions.at(0)) ==
        vqgan.configPath);
  CHECK(chosen.path("merges") == merges.path);
  CHECK(resolveModels(scene.set("eye", "", "words"), scene.store).path("merges") == merges.path);
}

TEST_CASE("Paths stay paths, and a pack's models are left alone", "[store]") {
  Scene scene;
  scene.writeClip("c.pt", 40);
  writeMerges(scene.folder.file("merges.txt"));
  const std::string path = scene.folder.file("c.pt");
  CHECK(resolveModels(scene.set(path), scene.store).path("clip") == path);
  CHECK(resolveModels(scene.set(path), scene.store)
            .path("merges")
            .empty());  // the loader takes those beside it
  CHECK(resolveModels(ModelSet(), scene.store) == ModelSet());
}

TEST_CASE("A CLIP of the public vocabulary without it says what to do", "[store]") {
  Scene scene;
  scene.writeClip("c.pt", 49408);
  CHECK_THAT(scene.failure(scene.set(scene.folder.file("c.pt"))),
             Contains("vocabulary") && Contains("models download clip-vocabulary"));
}

TEST_CASE("A model in the other's place, and an unknown name, are told", "[store]") {
  Scene scene;
  scene.writeClip("c.pt", 40);
  writeTinyVqgan(scene.folder.file("v.ckpt"));
  scene.import("c.pt", "eye");
  scene.import("v.ckpt", "brush");
  CHECK_THAT(scene.failure(scene.set("brush")), Contains("'brush' is a VQGAN") && Contains("CLIP"));
  CHECK_THAT(scene.failure(scene.set("", "eye")), Contains("'eye' is a CLIP") && Contains("VQGAN"));
  CHECK_THAT(scene.failure(scene.set(scene.folder.file("v.ckpt"))),
             Contains("is a VQGAN, not a CLIP"));
  CHECK_THAT(scene.failure(scene.set("eyes")), Contains("'eyes'") && Contains("one of eye"));
}

TEST_CASE("Memory is estimated from headers, and clearly too much is refused", "[store]") {
  Scene scene;
  scene.writeClip("c.pt", kMergesVocabulary);
  writeTinyVqgan(scene.folder.file("v.ckpt"));
  writeMerges(scene.folder.file("merges.txt"));
  RunRequest request;
  request.models = scene.set(scene.folder.file("c.pt"), scene.folder.file("v.ckpt"));
  const auto noPack = []() -> std::string { throw FileError("no pack was asked for"); };
  request.start.width = request.start.height = 64;
  const MemoryEstimate small = memoryOfRun(request, {"clip", "vqgan"}, noPack);
  request.start.width = request.start.height = 128;
  const MemoryEstimate large = memoryOfRun(request, {"clip", "vqgan"}, noPack);
  CHECK(small.weights == large.weights);
  CHECK(small.weights > 100'000);
  CHECK(large.step > small.step);
  MemoryEstimate against = large;
  against.available = large.weights + large.step;
  CHECK_NOTHROW(requireMemory(against));
  --against.available;
  CHECK_THROWS_AS(requireMemory(against), ResourceError);
  against.available = 0;  // not known
  CHECK_NOTHROW(requireMemory(against));
  CHECK(availableMemory() > 0);
}
