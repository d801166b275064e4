// From a name or an address to an installed model.
#include "engine/download/model_download.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/models/file_digest.h"
#include "tests/engine/store/small_files.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

/// A server with files by path, and a user's folder.
struct Scene {
  Scene() { forgetProxies(); }

  DownloadOutcome download(const std::string &what, const std::string &sha256 = {},
                           bool accept = false) {
    DownloadRequest request;
    request.what = what;
    request.sha256 = sha256;
    request.acceptUnverified = accept;
    request.retry = {3, 1, 5, 2};
    return downloadModel(request, known(), store, {});
  }
  KnownModels known() const { return KnownModels(folder.file("none"), models()); }
  std::string models() const { return folder.file("models"); }
  void writeCatalogue(const nlohmann::json &rows) {
    std::filesystem::create_directories(models());
    std::ofstream(models() + "/models.json") << nlohmann::json{{"version", 1}, {"models", rows}};
  }
  std::string failure(const std::string &what, const std::string &sha256 = {},
                      bool accept = false) {
    try {
      download(what, sha256, accept);
      return "";
    } catch (const Error &error) {
      return error.what();
    }
  }

  TemporaryFolder folder;
  std::map<std::string, std::string> files;
  LoopbackServer server{[this](const HttpRequest &request, int) {
    const auto found = files.find(request.target);
    return found == files.end() ? HttpAnswer{404, {}, "", -1, -1, 0}
                                : fileAnswer(request, found->second, "\"v1\"");
  }};
  ModelFolder store{folder.file("models")};
};

std::string tinyClipBytes(const TemporaryFolder &folder) {
  writeTinyClip(folder.file("clip.safetensors"));
  return contentOf(folder.file("clip.safetensors"));
}

}  // namespace

TEST_CASE("An address with a checksum becomes an installed model", "[store]") {
  Scene scene;
  const std::string bytes = scene.files["/files/my%20clip.safetensors"] =
      tinyClipBytes(scene.folder);
  const auto outcome =
      scene.download(scene.server.url("/files/my%20clip.safetensors"), sha256OfText(bytes));
  CHECK(outcome.kind == DownloadOutcome::Kind::Installed);
  CHECK(outcome.model.name == "my-clip");
  CHECK(outcome.model.family == "clip");
  CHECK(contentOf(outcome.model.path) == bytes);
  CHECK_NOTHROW(scene.store.verify(outcome.model));
  CHECK(filesBelow(scene.models()) ==
        std::set<std::string>{"my-clip/model.json", "my-clip/my-clip.safetensors"});
}

TEST_CASE("The same bytes are not downloaded twice", "[store]") {
  Scene scene;
  const std::string bytes = scene.files["/clip.safetensors"] = tinyClipBytes(scene.folder);
  scene.download(scene.server.url("/clip.safetensors"), sha256OfText(bytes));
  const auto again = scene.download(scene.server.url("/clip.safetensors"), sha256OfText(bytes));
  CHECK(again.kind == DownloadOutcome::Kind::WasThere);
  CHECK(scene.server.requests().size() == 1);
  CHECK(scene.store.list().size() == 1);
}

TEST_CASE("Without a checksum nothing is fetched unless it is accepted", "[store]") {
  Scene scene;
  scene.files["/clip.safetensors"] = tinyClipBytes(scene.folder);
  CHECK_THAT(scene.failure(scene.server.url("/clip.safetensors")), Contains("--accept-unverified"));
  CHECK(scene.server.requests().empty());
  CHECK(scene.download(scene.server.url("/clip.safetensors"), "", true).kind ==
        DownloadOutcome::Kind::Installed);
}

TEST_CASE("A row of the user's models.json is downloaded with its yaml, name and licence",
          "[store]") {
  Scene scene;
  writeTinyVqgan(scene.folder.file("v.safetensors"));
  writeTinyYaml(scene.folder.file("v.yaml"));
  const std::string bytes = scene.files["/v"] = contentOf(scene.folder.file("v.safetensors"));
  scene.files["/y"] = contentOf(scene.folder.file("v.yaml"));
  scene.writeCatalogue({{{"name", "tiny"},
                         {"title", "Tiny"},
                         {"family", "vqgan"},
                         {"source", scene.server.url("/v")},
                         {"config_source", scene.server.url("/y")},
                         {"file", "tiny.safetensors"},
                         {"bytes", bytes.size()},
                         {"sha256", sha256OfText(bytes)},
                         {"licence", "MIT"}}});
  const auto outcome = scene.download("tiny");
  CHECK(outcome.model.name == "tiny");
  CHECK(outcome.model.licence == "MIT");
  CHECK(contentOf(outcome.model.configPath) == scene.files["/y"]);
  CHECK(filesBelow(scene.models()) == std::set<std::string>{"models.json", "tiny/model.json",
                                                            "tiny/model.yaml",
                                                            "tiny/tiny.safetensors"});
}

TEST_CASE("What is no model is not installed and not kept", "[store]") {
  Scene scene;
  scene.files["/page.pt"] = "<html>Please log in</html>";
  CHECK_THAT(scene.failure(scene.server.url("/page.pt"), "", true), Contains("page"));
  CHECK(filesBelow(scene.models()).empty());
}

TEST_CASE("A wrong checksum leaves nothing, and the digest itself is checked", "[store]") {
  Scene scene;
  scene.files["/clip.safetensors"] = tinyClipBytes(scene.folder);
  CHECK_THAT(scene.failure(scene.server.url("/clip.safetensors"), std::string(64, 'a')),
             Contains("SHA-256"));
  CHECK(filesBelow(scene.models()).empty());
  CHECK_THAT(scene.failure(scene.server.url("/clip.safetensors"), "abc"),
             Contains("64 hexadecimal digits"));
}

TEST_CASE("An unknown name is told with the known ones; other protocols are refused", "[store]") {
  Scene scene;
  scene.writeCatalogue({{{"name", "tiny"},
                         {"title", "Tiny"},
                         {"family", "vqgan"},
                         {"source", "https://x.invalid/v"},
                         {"file", "v"}}});
  CHECK_THAT(scene.failure("tniy"), Contains("tniy") && Contains("tiny"));
  CHECK_THAT(scene.failure("ftp://x.invalid/v"), Contains("http"));
  CHECK_THAT(scene.failure("file:///etc/passwd"), Contains("http"));
}

TEST_CASE("The program's own models.json is well-formed", "[store]") {
  const auto models = readKnownModels(EVERYWORD_SOURCE_DIR "/resources/models.json");
  REQUIRE(models.size() >= 4);
  std::set<std::string> names;
  for (const KnownModel &model : models) {
    INFO(model.name);
    CHECK(names.insert(model.name).second);
    CHECK(model.source.starts_with("https://"));
    CHECK_FALSE(model.licence.empty());
    CHECK_FALSE(model.modes.empty());
    // OpenAI's addresses name the checksum.
    if (model.source.find("/clip/models/") != std::string::npos) {
      CHECK(model.source.find(model.sha256) != std::string::npos);
      CHECK(model.sha256.size() == 64);
    }
  }
}
