#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/api/exporting.h"
#include "engine/api/utf8.h"
#include "tests/app/program.h"
#include "tests/engine/export/test_frames.h"
#include "tests/support/temporary_folder.h"

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

TEST_CASE("explain cuts a long word's file name between letters", "[cli]") {
  const TemporaryFolder folder;
  writePicture(folder.file("in.png"), *testFrame(32, 32));
  std::string prompt = "ab";
  for (int i = 0; i < 24; ++i) {
    prompt += "\xe7\x8c\xab";  // a letter of three bytes
  }
  const ProgramResult result =
      runEveryword({"explain", "in.png", "--prompt", prompt, "--threads", "1", "-o", "out"},
                   folder.path().string());
  CAPTURE(result.out, result.err);
  REQUIRE(result.exitCode == 0);
  for (const auto &entry : fs::directory_iterator(folder.file("out"))) {
    CHECK(isUtf8(entry.path().filename().string()));
  }
  CHECK(fs::exists(folder.file("out/01-" + prompt.substr(0, 59) + ".png")));
}

TEST_CASE("explain refuses what is no picture or a damaged one, and writes nothing", "[cli]") {
  const TemporaryFolder folder;
  writePicture(folder.file("whole.jpg"), *testFrame(64, 64));
  fs::copy(folder.file("whole.jpg"), folder.file("half.jpg"));
  fs::resize_file(folder.file("half.jpg"), fs::file_size(folder.file("half.jpg")) / 2);
  std::string raster = "<VRTDataset rasterXSize=\"4\" rasterYSize=\"4\">";
  raster.resize(140, ' ');
  folder.write("raster.jpg", raster + "DTED</VRTDataset>");
  for (const auto &[name, said] : {std::pair<std::string, std::string>{
                                       "half.jpg", "'half.jpg' is damaged (it ends too early)"},
                                   {"raster.jpg", "'raster.jpg' is no picture"}}) {
    const ProgramResult result =
        runEveryword({"explain", name, "--prompt", "a dog", "--threads", "1", "-o", "out"},
                     folder.path().string());
    CAPTURE(result.out, result.err);
    CHECK(result.exitCode == 2);
    CHECK_THAT(result.err, Contains(said));
    CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
    CHECK((!fs::exists(folder.file("out")) || fs::is_empty(folder.file("out"))));
  }
}
