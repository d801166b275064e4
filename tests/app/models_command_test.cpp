// The models commands, run against the real program with a model folder of the test's own.
#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/app/program.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"

using namespace everyword::testing;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

/// Runs `everyword models ...` with an empty model folder at first.
struct Scene {
  Scene() {
    forgetProxies();
    ::setenv("EVERYWORD_MODELS", folder.file("models").c_str(), 1);
  }
  ProgramResult models(std::vector<std::string> arguments,
                       const std::function<void(const std::string &, int)> &watch = {}) const {
    arguments.insert(arguments.begin(), "models");
    return runEveryword(arguments, folder.path().string(), watch);
  }
  json jsonOf(const std::vector<std::string> &arguments) const {
    const ProgramResult result = models(arguments);
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    return json::parse(result.out);
  }
  TemporaryFolder folder;
};

void checkRefused(const ProgramResult &result, int exitCode, const std::string &mention) {
  CAPTURE(result.out, result.err);
  CHECK(result.exitCode == exitCode);
  CHECK(result.err.rfind("everyword: ", 0) == 0);
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  CHECK_THAT(result.err, Contains(mention));
}

}  // namespace

TEST_CASE("inspect says what a file is and changes nothing", "[cli]") {
  const Scene scene;
  const json clip = scene.jsonOf({"inspect", starterPack() + "/clip.safetensors", "--json"});
  CHECK(clip.at("format") == "safetensors");
  CHECK(clip.at("family") == "clip");
  CHECK(clip.at("missing").empty());
  CHECK(clip.at("extra").is_array());
  CHECK(clip.at("tensors") > 50);
  CHECK(scene.jsonOf({"inspect", starterPack() + "/vqgan.safetensors", "--json"}).at("family") ==
        "vqgan");
  CHECK(scene.jsonOf({"inspect", starterPack() + "/merges.txt", "--json"}).at("family") ==
        "clip vocabulary");
  const ProgramResult text = scene.models({"inspect", starterPack() + "/vqgan.safetensors"});
  CHECK_THAT(text.out, Contains("VQGAN f16 792"));
  CHECK(scene.folder.entries() == 0);
}

TEST_CASE("A pickle that would run a command is refused, and the command does not run", "[cli]") {
  const Scene scene;
  std::ofstream(scene.folder.file("evil.pt"))
      << "cos\nsystem\n(S'touch " << scene.folder.file("owned") << "'\ntR.";
  constexpr char kBinary[] =
      "\x80\x02"
      "cos\nsystem\nq\x00X\x05\x00\x00\x00ls -lq\x01\x85q\x02Rq\x03.";
  std::ofstream(scene.folder.file("evil2.pt"), std::ios::binary).write(kBinary, sizeof kBinary - 1);
  for (const char *name : {"evil.pt", "evil2.pt"}) {
    checkRefused(scene.models({"inspect", name}), 2, name);
    checkRefused(scene.models({"import", name}), 2, name);
  }
  checkRefused(scene.models({"inspect", "none.pt"}), 2, "none.pt");
  CHECK_FALSE(fs::exists(scene.folder.file("owned")));
  CHECK(scene.folder.entries() == 2);
}

TEST_CASE("A model is imported once, listed, used by name, verified and removed", "[cli]") {
  const Scene scene;
  const std::string clip = starterPack() + "/clip.safetensors";
  CHECK_FALSE(scene.jsonOf({"import", clip, "--name", "eye", "--json"}).at("was_there"));
  CHECK(scene.jsonOf({"import", clip, "--json"}).at("was_there"));
  CHECK(scene.jsonOf({"import", starterPack() + "/vqgan.safetensors", "--json"}).at("name") ==
        "vqgan");
  CHECK(scene.jsonOf({"import", starterPack() + "/merges.txt", "--name", "words", "--json"})
            .at("family") == "clip vocabulary");
  const json list = scene.jsonOf({"list", "--json"});
  REQUIRE(list.size() == 4);
  CHECK(list.at(1).at("name") == "eye");
  CHECK(list.at(2).at("config_file") != "");
  CHECK_THAT(scene.models({"list"}).out, Contains("eye: CLIP") && Contains("11.8 MB"));

  const ProgramResult run = runEveryword(
      {"generate", "--prompt", "a dog", "--clip", "eye", "--vqgan", "vqgan", "--merges", "words",
       "--steps", "1", "--copies", "1", "--threads", "1", "-o", "out"},
      scene.folder.path().string());
  CAPTURE(run.err);
  CHECK(run.exitCode == 0);
  CHECK(fs::exists(scene.folder.file("out/final.png")));

  CHECK(scene.models({"verify"}).exitCode == 0);
  const std::string file = list.at(1).at("file");
  std::string bytes = readAll(file);
  bytes[bytes.size() / 2] ^= 1;
  std::ofstream(file, std::ios::binary) << bytes;
  checkRefused(scene.models({"verify"}), 2, "SHA-256");
  CHECK(scene.models({"verify", "starter"}).exitCode == 0);
  CHECK(scene.models({"remove", "eye"}).exitCode == 0);
  CHECK(scene.jsonOf({"list", "--json"}).size() == 3);
  checkRefused(scene.models({"remove", "eye"}), 2, "eye");
  checkRefused(scene.models({"remove", "starter"}), 2, "stays");
  checkRefused(runEveryword({"generate", "--prompt", "a dog", "--clip", "eye", "-o", "out2"},
                            scene.folder.path().string()),
               2, "eye");
  CHECK_FALSE(fs::exists(scene.folder.file("out2")));
}

TEST_CASE("download fetches, pauses on Ctrl+C, goes on, and installs", "[cli]") {
  const std::string bytes = readAll(starterPack() + "/vqgan.safetensors");
  const LoopbackServer server([&](const HttpRequest &request, int number) {
    HttpAnswer answer = fileAnswer(request, bytes, "\"v1\"");
    answer.sentLength = number == 0 ? 5'000'000 : -1;
    return answer;
  });
  const Scene scene;
  const std::vector<std::string> command = {"download",
                                            server.url("/vqgan.safetensors"),
                                            "--accept-unverified",
                                            "--json",
                                            "--retry-wait-ms",
                                            "60000"};
  bool interrupted = false;
  const ProgramResult paused = scene.models(command, [&](const std::string &out, int process) {
    if (!interrupted && out.find("\"waiting\"") != std::string::npos) {
      interrupted = true;
      ::kill(process, SIGINT);
    }
  });
  CAPTURE(paused.out, paused.err);
  CHECK(paused.exitCode == 130);
  CHECK_THAT(paused.out, Contains("\"paused\"") && Contains("5000000"));
  CHECK(scene.jsonOf({"list", "--json"}).size() == 1);
  const ProgramResult finished = scene.models(command);
  CHECK(finished.exitCode == 0);
  CHECK_THAT(finished.out, Contains("\"installed\""));
  CHECK(server.requests().at(1).header("range") == "bytes=5000000-");
  CHECK(scene.models({"verify", "vqgan"}).exitCode == 0);
}

TEST_CASE("download refuses what it cannot vouch for", "[cli]") {
  const LoopbackServer server(
      [&](const HttpRequest &request, int) { return fileAnswer(request, "no model", ""); });
  const Scene scene;
  const std::string url = server.url("/x.pt");
  checkRefused(scene.models({"download", url}), 2, "--accept-unverified");
  checkRefused(scene.models({"download", "vqgan-f16-16384"}), 2, "--accept-unverified");
  CHECK(server.requests().empty());
  checkRefused(scene.models({"download", url, "--sha256", std::string(64, '0')}), 2, "SHA-256");
  checkRefused(scene.models({"download", "nothing-known"}), 2, "clip-vocabulary");
  checkRefused(
      scene.models({"download", "http://127.0.0.1:1/x.pt", "--accept-unverified", "--tries", "1"}),
      3, "connection");
  CHECK((!fs::exists(scene.folder.file("models")) ||
         fs::is_empty(scene.folder.file("models/.downloads"))));
}

TEST_CASE("list --known names what can be downloaded", "[cli]") {
  const Scene scene;
  const json known = scene.jsonOf({"list", "--known", "--json"});
  const auto vocabulary = std::find_if(known.begin(), known.end(), [](const json &row) {
    return row.at("name") == "clip-vocabulary";
  });
  REQUIRE(vocabulary != known.end());
  CHECK(vocabulary->at("bytes") == 1356917);
  CHECK(vocabulary->at("installed_as") == "");
}
