#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/api/exporting.h"
#include "engine/api/param_spec.h"
#include "tests/app/program.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;
using Json = nlohmann::json;

namespace fs = std::filesystem;

namespace {

std::vector<std::string> layout(std::vector<std::string> more) {
  std::vector<std::string> arguments = {"generate",
                                        "--prompt",
                                        "a red apple and a dog on grass",
                                        "--box",
                                        "red apple:0.05,0.3,0.4,0.5",
                                        "--box",
                                        "dog:0.55,0.35,0.4,0.5",
                                        "--seed",
                                        "7",
                                        "--copies",
                                        "2",
                                        "--threads",
                                        "1",
                                        "--start",
                                        "plain"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

Json jsonFile(const std::string &path) {
  std::ifstream file(path);
  REQUIRE(file);
  return Json::parse(file);
}

std::vector<std::uint8_t> pixels(const std::string &path) { return readPicture(path)->rgba; }

}  // namespace

TEST_CASE("generate writes the picture, its report, frames and the animation", "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult result = runEveryword(
      layout({"--steps", "4", "--keep", "2", "--gif", "-o", "out"}), folder.path().string());
  CAPTURE(result.out, result.err);
  REQUIRE(result.exitCode == 0);
  CHECK(result.err.empty());
  CHECK_THAT(result.out,
             Contains("red apple") && Contains("dog") && Contains("F1") && Contains("step 4/4"));
  CHECK(result.out.find('\r') == std::string::npos);  // no bar in a pipe
  for (const char *name :
       {"final.png", "run.json", "run.gif", "frames/0000.png", "frames/0002.png"}) {
    INFO(name);
    CHECK(fs::file_size(folder.path() / "out" / name) > 0);
  }
  CHECK_FALSE(fs::exists(folder.file("out/frames/0001.png")));
  CHECK_FALSE(fs::exists(folder.file("out/.everyword-probe")));

  const Json json = jsonFile(folder.file("out/run.json"));
  REQUIRE(json.at("regions").size() == 2);
  for (const Json &region : json["regions"]) {
    for (const char *key : {"f1", "precision", "recall", "overlap"}) {
      CHECK(region.at(key).get<double>() >= 0);
      CHECK(region.at(key).get<double>() <= 1);
    }
    CHECK(region.at("clip_similarity").is_number());
    CHECK(region.at("box").size() == 4);
  }
  CHECK(json["regions"][0]["label"] == "red apple");
  CHECK(json.at("losses").size() == 4);
  CHECK(json.at("request").at("seed") == 7);
  CHECK(json.at("steps_per_second").get<double>() > 0);
  CHECK(json.at("peak_memory_bytes").get<double>() > 1e6);
}

TEST_CASE("The same request makes the same picture again, from the picture itself", "[cli]") {
  const TemporaryFolder folder;
  REQUIRE(runEveryword(layout({"--steps", "3", "-o", "one"}), folder.path().string()).exitCode ==
          0);
  REQUIRE(readRecipe(folder.file("one/final.png")).has_value());
  REQUIRE(
      runEveryword({"generate", "--request", "one/final.png", "-o", "two"}, folder.path().string())
          .exitCode == 0);
  REQUIRE(runEveryword({"generate", "--request", "one/run.json", "--seed", "8", "--no-recipe", "-o",
                        "three"},
                       folder.path().string())
              .exitCode == 0);
  CHECK(pixels(folder.file("one/final.png")) == pixels(folder.file("two/final.png")));
  CHECK(pixels(folder.file("one/final.png")) != pixels(folder.file("three/final.png")));
  CHECK_FALSE(readRecipe(folder.file("three/final.png")).has_value());
}

TEST_CASE("Settings come from the pack, then the request file, then the options", "[cli]") {
  const TemporaryFolder folder;
  writeTextFile(folder.file("request.json"),
                R"({"prompt": "a dog", "seed": 11, "steps": 2, "copies": 3, "start": "plain"})");
  REQUIRE(runEveryword({"generate", "--request", "request.json", "--copies", "1", "--threads", "1",
                        "-o", "out"},
                       folder.path().string())
              .exitCode == 0);
  const Json used = jsonFile(folder.file("out/run.json")).at("request");
  const Json pack =
      jsonFile(starterPack() + "/manifest.json").at("recommended_by_mode").at("layout");
  CHECK(used.at("learning_rate") == pack.at("learning_rate"));
  CHECK(used.at("seed") == 11);
  CHECK(used.at("steps") == 2);
  CHECK(used.at("cutouts") == 1);
}

TEST_CASE("A project's models are found beside it, wherever the program runs", "[cli]") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "project/models");
  fs::copy(starterPack() + "/vqgan.safetensors", folder.path() / "project/models");
  const std::string project = GENERATE(
      R"({"prompt": "a dog", "seed": 11, "steps": 1, "copies": 1,
          "models": {"vqgan": "./models/vqgan.safetensors"}})",
      R"({"version": 2, "prompt": "a dog", "seed": 11, "steps": 1, "cutouts": 1,
          "models": {"files": {"vqgan": "./models/vqgan.safetensors"}}})");
  writeTextFile(folder.file("project/one.everyword"), project);
  const ProgramResult result = runEveryword(
      {"generate", "--request", "project/one.everyword", "--threads", "1", "-o", "out"},
      folder.path().string());
  CAPTURE(result.out, result.err);
  REQUIRE(result.exitCode == 0);
  const std::string used =
      jsonFile(folder.file("out/run.json")).at("request").at("models").at("files").at("vqgan");
  CHECK_THAT(used, Catch::StartsWith(folder.file("project/models/vqgan.safetensors") + "@sha256:"));
  // The picture is a request: what it names by digest is found again.
  CHECK(runEveryword({"generate", "--request", "out/final.png", "--threads", "1", "-o", "again"},
                     folder.path().string())
            .exitCode == 0);
}

TEST_CASE("Ctrl+C stops within a step, writes the results, and the run can go on exactly",
          "[cli]") {
  const TemporaryFolder folder;
  const std::string place = folder.path().string();
  REQUIRE(runEveryword(layout({"--steps", "40", "-o", "whole"}), place).exitCode == 0);
  bool sent = false;
  const ProgramResult stopped =
      runEveryword(layout({"--steps", "40", "--json", "-o", "part"}), place,
                   [&](const std::string &out, int process) {
                     if (!sent && out.find("\"step\":3,") != std::string::npos) {
                       sent = true;
                       ::kill(process, SIGINT);
                     }
                   });
  CAPTURE(stopped.out, stopped.err);
  REQUIRE(sent);
  CHECK(stopped.exitCode == 130);
  const Json part = jsonFile(folder.file("part/run.json"));
  CHECK(part.at("outcome") == "stopped");
  CHECK(part.at("steps").get<int>() >= 3);
  CHECK(part.at("steps").get<int>() < 40);
  CHECK(fs::exists(folder.file("part/final.png")));
  REQUIRE(fs::exists(folder.file("part/run.checkpoint")));
  const ProgramResult resumed =
      runEveryword({"generate", "--resume", "part/run.checkpoint", "-o", "resumed"}, place);
  CAPTURE(resumed.out, resumed.err);
  REQUIRE(resumed.exitCode == 0);
  CHECK(pixels(folder.file("resumed/final.png")) == pixels(folder.file("whole/final.png")));
}

TEST_CASE("--json prints one object a line, from the start to the end", "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult result =
      runEveryword(layout({"--steps", "2", "--json", "-o", "out"}), folder.path().string());
  REQUIRE(result.exitCode == 0);
  std::istringstream lines(result.out);
  std::vector<std::string> events;
  for (std::string line; std::getline(lines, line);) {
    events.push_back(Json::parse(line).at("event"));
  }
  CHECK(std::count(events.begin(), events.end(), "started") == 1);
  CHECK(std::count(events.begin(), events.end(), "step") == 2);
  REQUIRE_FALSE(events.empty());
  CHECK(events.back() == "finished");
}

TEST_CASE("--quiet says nothing, and an unknown word may be allowed with a warning", "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult result =
      runEveryword({"generate", "--prompt", "a zeppelin", "--allow-unknown-words", "--quiet",
                    "--steps", "1", "--copies", "1", "--threads", "1", "-o", "out"},
                   folder.path().string());
  CHECK(result.exitCode == 0);
  CHECK(result.out.empty());
  CHECK_THAT(result.err, Contains("warning") && Contains("zeppelin"));
}

TEST_CASE("The label of a box may hold colons: the last one ends it", "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult result =
      runEveryword({"generate", "--box", "dog: red:0.1,0.1,0.5,0.5", "--allow-unknown-words",
                    "--steps", "1", "--copies", "1", "--threads", "1", "-o", "out"},
                   folder.path().string());
  CAPTURE(result.err);
  REQUIRE(result.exitCode == 0);
  CHECK(jsonFile(folder.file("out/run.json")).at("regions")[0].at("label") == "dog: red");
}

TEST_CASE("The help of generate names every parameter of the table, its range and an example",
          "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult result = runEveryword({"generate", "--help"}, folder.path().string());
  CHECK(result.exitCode == 0);
  for (const ParamSpec &spec : runParams()) {
    if (spec.name != "preview_interval_ms") {
      std::string flag = "--" + spec.name;
      std::replace(flag.begin(), flag.end(), '_', '-');
      CHECK_THAT(result.out, Contains(flag));
    }
  }
  CHECK_THAT(result.out, Contains("--box") && Contains("Examples") && Contains("Exit codes") &&
                             Contains("0..3.5"));
}
