// A recipe names its models by name and SHA-256, and another user's store finds them again.
#include "engine/store/model_identity.h"

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/models/file_digest.h"
#include "engine/store/model_choice.h"
#include "engine/store/model_import.h"
#include "tests/engine/store/small_files.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

struct User {
  User(const TemporaryFolder &folder, const std::string &home)
      : store(folder.file(home + "/models")) {}
  InstalledModel import(const std::string &path, const std::string &name) {
    return importModel({path, name, ""}, KnownModels(store.folder(), store.folder()), store).model;
  }
  std::string failure(const std::string &text) const {
    try {
      pathOf(*parseIdentity(text), store);
      return "";
    } catch (const FileError &error) {
      return error.what();
    }
  }
  ModelFolder store;
};

}  // namespace

TEST_CASE("An installed model's path becomes its name and digest, and no folder", "[store]") {
  const TemporaryFolder folder;
  User first(folder, "first"), second(folder, "second");
  writeTinyVqgan(folder.file("v.ckpt"));
  writeTinyYaml(folder.file("v.yaml"));
  const InstalledModel mine = first.import(folder.file("v.ckpt"), "brush");
  const std::string text = identityOf(mine.path, first.store);
  CHECK(text == "brush@sha256:" + sha256OfFile(mine.path));
  CHECK(identityOf(mine.configPath, first.store).empty());
  ModelSet used;
  used.setPath("vqgan", mine.path);
  used.setPath("vqgan_config", mine.configPath);
  const ModelSet recorded = modelsForRecipe(used, first.store);
  CHECK(recorded.files == std::map<std::string, std::string>{{"vqgan", text}});
  CHECK(resolveModels(recorded, first.store).path("vqgan") == mine.path);

  CHECK_THAT(second.failure(text), Contains("'brush'") && Contains("is not installed"));
  const InstalledModel theirs = second.import(folder.file("v.ckpt"), "pencil");
  CHECK(pathOf(*parseIdentity(text), second.store) == theirs.path);
  CHECK(pathOf(*parseIdentity(text), first.store) == mine.path);
}

TEST_CASE("Another model under the recorded name is told, not used", "[store]") {
  const TemporaryFolder folder;
  User first(folder, "first"), second(folder, "second");
  writeTinyVqgan(folder.file("v.ckpt"));
  VqganConfig other = tinyVqganConfig();
  other.codes = 32;
  writeSafetensors(folder.file("w.ckpt"), RandomVqgan(other).tensors);
  const std::string text =
      identityOf(first.import(folder.file("v.ckpt"), "brush").path, first.store);
  second.import(folder.file("w.ckpt"), "brush");
  CHECK_THAT(second.failure(text), Contains("'brush' is another model than the one meant"));
}

TEST_CASE("A file that is not installed is recorded by path and digest", "[store]") {
  const TemporaryFolder folder;
  const User user(folder, "user");
  const std::string path = folder.file("m.txt");
  writeMerges(path);
  const std::string text = identityOf(path, user.store);
  CHECK(text == path + "@sha256:" + sha256OfFile(path));
  CHECK(pathOf(*parseIdentity(text), user.store) == path);
  std::ofstream(path, std::ios::app) << "i n\n";
  CHECK_THAT(user.failure(text), Contains("is another model than the one meant"));
  std::filesystem::remove(path);
  CHECK_THAT(user.failure(text), Contains("is not installed"));
}

TEST_CASE("Plain names and paths are no identities", "[store]") {
  CHECK_FALSE(parseIdentity("brush"));
  CHECK_FALSE(parseIdentity("/a/b@sha256:12"));
  CHECK_FALSE(parseIdentity("@sha256:" + std::string(64, 'a')));
  CHECK_FALSE(parseIdentity("x@sha256:" + std::string(64, 'g')));
  CHECK(parseIdentity("x@sha256:" + std::string(64, 'a')));
}

TEST_CASE("A pack's digest changes with its models", "[store]") {
  CHECK(packDigest(EVERYWORD_SOURCE_DIR "/resources/starter").size() == 64);
}
