#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/api/exporting.h"
#include "tests/app/program.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;
using Json = nlohmann::json;

namespace {

ProgramResult edit(const TemporaryFolder &folder, std::vector<std::string> more) {
  std::vector<std::string> arguments = {"edit", "--seed",    "3", "--steps",     "4",   "--cutouts",
                                        "1",    "--threads", "1", "--precision", "fp32"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return runEveryword(arguments, folder.path().string());
}

const std::vector<std::string> kPurple = {"--prompt", "A person with purple hair", "--words",
                                          "purple,hair"};

std::vector<std::string> purple(std::vector<std::string> more) {
  more.insert(more.begin(), kPurple.begin(), kPurple.end());
  return more;
}

}  // namespace

TEST_CASE("edit runs each lambda from one start and takes the picture nearest to the prompt",
          "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult result = edit(folder, purple({"--lambda", "0,1.5", "-o", "out"}));
  CAPTURE(result.out, result.err);
  REQUIRE(result.exitCode == 0);
  std::ifstream file(folder.file("out/run.json"));
  const Json json = Json::parse(file);
  REQUIRE(json.at("candidates").size() == 2);
  double best = -2, lambda = -1;
  for (const Json &candidate : json["candidates"]) {
    CHECK(candidate.at("words").size() == 5);
    if (candidate.at("clip_similarity") > best) {
      best = candidate["clip_similarity"];
      lambda = candidate.at("lambda");
    }
  }
  CHECK(json.at("lambda") == lambda);
  CHECK(json.at("clip_similarity").at("after") == best);
  CHECK(json["clip_similarity"].at("before") != best);
  CHECK(json["candidates"][0]["clip_similarity"] != json["candidates"][1]["clip_similarity"]);

  const FramePtr before = readPicture(folder.file("out/before.png"));
  const FramePtr after = readPicture(folder.file("out/final.png"));
  CHECK(before->width == after->width);
  CHECK(before->rgba != after->rgba);
  CHECK(readPicture(folder.file("out/strip.png"))->width > 3 * before->width);

  const ProgramResult again = runEveryword(
      {"generate", "--request", "out/final.png", "-o", "again"}, folder.path().string());
  CAPTURE(again.err);
  REQUIRE(again.exitCode == 0);
  CHECK(readPicture(folder.file("again/final.png"))->rgba == after->rgba);
}

TEST_CASE("A painted area is in the recipe and in the losses", "[cli]") {
  const TemporaryFolder folder;
  Frame mask;
  mask.width = mask.height = 10;
  for (int i = 0; i < 100; ++i) {
    const std::uint8_t value = i < 50 ? 255 : 0;
    mask.rgba.insert(mask.rgba.end(), {value, value, value, 255});
  }
  writePicture(folder.file("mask.png"), mask);
  const ProgramResult result =
      edit(folder, purple({"--lambda", "1", "--protect", "mask.png", "-o", "out"}));
  CAPTURE(result.out, result.err);
  REQUIRE(result.exitCode == 0);
  std::ifstream file(folder.file("out/run.json"));
  const Json json = Json::parse(file);
  CHECK(json.at("request").at("protected_area").at("counts").size() == 2 * 128 + 1);
  CHECK_THAT(json.dump(), Contains("\"protected_area\""));

  mask.rgba.assign(400, 0);
  writePicture(folder.file("black.png"), mask);
  const ProgramResult black = edit(folder, purple({"--protect", "black.png", "-o", "out"}));
  CHECK(black.exitCode == 2);
  CHECK_THAT(black.err, Contains("no white area"));
}

TEST_CASE("What cannot be edited is one sentence", "[cli]") {
  const TemporaryFolder folder;
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--prompt", "A person with purple hair", "-o", "out"}, "no words"},
      {{"--prompt", "A person with purple hair", "--words", "beard", "-o", "out"}, "beard"},
      {purple({"--lambda", "9", "-o", "out"}), "0 and 3.5"},
      {purple({"--lambda", "much", "-o", "out"}), "much"},
      {purple({"--identity", "0.1", "-o", "out"}), "identity network"},
      {{"--lambda", "0", "-o", "out"}, "prompt"}};
  for (const auto &[arguments, said] : cases) {
    const ProgramResult result = edit(folder, arguments);
    CAPTURE(said, result.out, result.err);
    CHECK(result.exitCode == 2);
    CHECK_THAT(result.err, Contains(said));
    CHECK_FALSE(std::filesystem::exists(folder.file("out/final.png")));
  }
}
