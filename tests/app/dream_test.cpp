// Another mode and another generator by the same command: their flags come from the tables.
#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <tuple>

#include "engine/api/exporting.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "tests/app/program.h"
#include "tests/engine/biggan/random_biggan.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

TEST_CASE("generate --mode dream draws with a BigGAN, and its recipe makes the picture again",
          "[cli]") {
  const TemporaryFolder folder;
  at::manual_seed(3);
  writeSafetensors(folder.file("tiny.safetensors"), TinyBigGan().tensors);
  const ProgramResult first =
      runEveryword({"generate", "--mode", "dream", "--biggan", "tiny.safetensors", "--prompt",
                    "a red apple", "--start", "noise", "--steps", "3", "--cutouts", "2",
                    "--threads", "1", "--precision", "fp32", "-o", "out"},
                   folder.path().string());
  CAPTURE(first.out, first.err);
  REQUIRE(first.exitCode == 0);
  const FramePtr picture = readPicture(folder.file("out/final.png"));
  CHECK(picture->width == TinyBigGan::configuration().resolution);
  const ProgramResult again = runEveryword(
      {"generate", "--request", "out/final.png", "-o", "again"}, folder.path().string());
  CAPTURE(again.out, again.err);
  REQUIRE(again.exitCode == 0);
  CHECK(readPicture(folder.file("again/final.png"))->rgba == picture->rgba);
}

TEST_CASE("A mode that is not there, or a generator, is one sentence", "[cli]") {
  const TemporaryFolder folder;
  for (const auto &[mode, bigGan, said] :
       {std::tuple<std::string, std::string, std::string>{"nightmare", "", "choose one of: layout"},
        {"dream", "none.pth", "none.pth"}}) {
    std::vector<std::string> arguments = {"generate", "--mode", mode, "--prompt", "a red apple",
                                          "--steps",  "1",      "-o", "out"};
    if (!bigGan.empty()) {
      arguments.insert(arguments.end(), {"--biggan", bigGan});
    }
    const ProgramResult result = runEveryword(arguments, folder.path().string());
    CAPTURE(result.out, result.err);
    CHECK(result.exitCode == 2);
    CHECK_THAT(result.err, Contains(said));
  }
}

namespace {

using Json = nlohmann::json;

ProgramResult dream(const TemporaryFolder &folder, std::vector<std::string> more) {
  std::vector<std::string> arguments = {"dream"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return runEveryword(arguments, folder.path().string());
}

std::vector<std::string> small(std::vector<std::string> more) {
  std::vector<std::string> arguments = {"--prompt",    "a strawberry cake",
                                        "--width",     "64",
                                        "--height",    "64",
                                        "--steps",     "5",
                                        "--cutouts",   "2",
                                        "--threads",   "1",
                                        "--seed",      "3",
                                        "--precision", "fp32"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

Json jsonIn(const std::string &path) {
  std::ifstream file(path);
  return Json::parse(file);
}

}  // namespace

TEST_CASE("dream writes its picture, and each named word's relevance with what is forgotten",
          "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult result = dream(folder, small({"-o", "out"}));
  CAPTURE(result.out, result.err);
  REQUIRE(result.exitCode == 0);
  CHECK(readPicture(folder.file("out/final.png"))->width == 64);
  const Json json = jsonIn(folder.file("out/run.json"));
  REQUIRE(json.at("words").size() == 2);
  CHECK(json["words"][0].at("word") == "strawberry");
  CHECK(json["words"][1].at("word") == "cake");
  const double one = json["words"][0].at("relevance"), two = json["words"][1].at("relevance");
  const bool first = one < 0.7 * (one + two) / 2, second = two < 0.7 * (one + two) / 2;
  CHECK(json.at("forgotten") == (first    ? Json{"strawberry"}
                                 : second ? Json{"cake"}
                                          : Json::array()));
  CHECK(json.at("request").at("mode") == "dream");
}

TEST_CASE("dream makes a wall of cheap dreams, goes on with the best, and later with others",
          "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult result = dream(folder, small({"--seeds", "3", "--keep", "1", "-o", "out"}));
  CAPTURE(result.out, result.err);
  REQUIRE(result.exitCode == 0);
  const Json wall = jsonIn(folder.file("out/wall.json"));
  REQUIRE(wall.at("dreams").size() == 3);
  double best = -9;
  std::uint64_t seed = 0;
  for (std::uint64_t i = 0; i < 3; ++i) {
    const Json &one = wall["dreams"][i];
    CHECK(one.at("seed") == 3 + i);
    CHECK(std::filesystem::exists(folder.file("out/wall/seed-" + std::to_string(3 + i) + ".png")));
    if (one.at("score").get<double>() > best) {
      best = one["score"].get<double>();
      seed = 3 + i;
    }
  }
  const Json run = jsonIn(folder.file("out/run.json"));
  CHECK(run.at("request").at("seed") == seed);
  CHECK(run.at("steps") == 5);
  CHECK(readPicture(folder.file("out/wall.png"))->width > 3 * 64);

  const std::string other = std::to_string(seed == 4 ? 5 : 4);
  const ProgramResult later =
      dream(folder, {"--continue-from", "out", "--pick", other, "-o", "more"});
  CAPTURE(later.out, later.err);
  REQUIRE(later.exitCode == 0);
  CHECK(std::to_string(jsonIn(folder.file("more/run.json"))["request"]["seed"].get<int>()) ==
        other);
  const ProgramResult none =
      dream(folder, {"--continue-from", "out", "--pick", "99", "-o", "none"});
  CHECK(none.exitCode == 2);
  CHECK_THAT(none.err, Contains("no seed 99"));
  CHECK_FALSE(std::filesystem::exists(folder.file("none")));
  CHECK(dream(folder, {"--continue-from", "more", "-o", "none"}).exitCode == 2);
}
