#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/api/exporting.h"
#include "tests/app/program.h"
#include "tests/support/temporary_folder.h"
#include "tests/engine/export/test_frames.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;
using Json = nlohmann::json;

namespace fs = std::filesystem;

TEST_CASE("explain writes a map for the prompt and each word, with a legend, and the numbers",
          "[cli]") {
  const TemporaryFolder folder;
  writePicture(folder.file("in.png"), *testFrame(96, 64));
  const ProgramResult result =
      runEveryword({"explain", "in.png", "--prompt", "a red apple", "--threads", "1", "-o", "out"},
                   folder.path().string());
  CAPTURE(result.out, result.err);
  REQUIRE(result.exitCode == 0);
  CHECK_THAT(result.out, Contains("apple") && Contains("relevance"));
  for (const char *name : {"00-prompt.png", "01-a.png", "02-red.png", "03-apple.png"}) {
    INFO(name);
    CHECK(readPicture(folder.file(std::string("out/") + name))->width > 512);
  }
  std::ifstream file(folder.file("out/explain.json"));
  const Json json = Json::parse(file);
  CHECK(json.at("words").size() == 3);
  CHECK(json.at("maps").size() == 4);
  CHECK(json.at("similarity").is_number());
  CHECK(json.at("prompt") == "a red apple");
}

TEST_CASE(
    "explain --word writes that word alone, beside the prompt, and leaves the picture as it was",
    "[cli]") {
  const TemporaryFolder folder;
  writePicture(folder.file("in.png"), *testFrame(64, 64));
  const auto before = readPicture(folder.file("in.png"))->rgba;
  const ProgramResult result =
      runEveryword({"explain", "in.png", "--prompt", "a red apple", "--word", "apple",
                    "--all-blocks", "--colours", "magma", "--json", "-o", "out"},
                   folder.path().string());
  CAPTURE(result.out, result.err);
  REQUIRE(result.exitCode == 0);
  CHECK(fs::exists(folder.file("out/03-apple.png")));
  CHECK_FALSE(fs::exists(folder.file("out/02-red.png")));
  CHECK(Json::parse(result.out).at("all_blocks") == true);
  CHECK(readPicture(folder.file("in.png"))->rgba == before);
}
