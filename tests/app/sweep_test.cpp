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

ProgramResult sweep(const TemporaryFolder &folder, std::vector<std::string> more) {
  std::vector<std::string> arguments = {
      "sweep",     "--prompt", "a red apple", "--box",   "red apple:0.1,0.1,0.7,0.7",
      "--cutouts", "1",        "--threads",   "1",       "--precision",
      "fp32",      "--steps",  "2",           "--start", "plain",
      "-o",        "out"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return runEveryword(arguments, folder.path().string());
}

std::string textOf(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("sweep makes a picture for each combination and does not make them twice", "[cli]") {
  const TemporaryFolder folder;
  const std::vector<std::string> axes = {"--vary", "lambda=0:0.5:0.5", "--vary", "seed=1,2"};
  const ProgramResult first = sweep(folder, axes);
  CAPTURE(first.out, first.err);
  REQUIRE(first.exitCode == 0);
  const Json json = Json::parse(textOf(folder.file("out/sweep.json")));
  REQUIRE(json.at("cells").size() == 4);
  CHECK(json["cells"][2].at("cell") == "lambda 0.5, seed 1");
  CHECK(textOf(folder.file("out/sweep.csv")).rfind("lambda,seed,clip_similarity", 0) == 0);
  const FramePtr cell = readPicture(folder.file("out/cells/0003.png"));
  CHECK(readPicture(folder.file("out/grid.png"))->width > 2 * cell->width);
  CHECK(readRecipe(folder.file("out/cells/0003.png"))->find("\"seed\": 2") != std::string::npos);

  std::filesystem::remove(folder.file("out/cells/0001.png"));
  const auto kept = std::filesystem::last_write_time(folder.file("out/cells/0000.png"));
  const ProgramResult second = sweep(folder, axes);
  CHECK(second.exitCode == 0);
  CHECK_THAT(second.out, Contains("3 cells were there already"));
  CHECK(std::filesystem::exists(folder.file("out/cells/0001.png")));
  CHECK(std::filesystem::last_write_time(folder.file("out/cells/0000.png")) == kept);
  const Json again = Json::parse(textOf(folder.file("out/sweep.json")));
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(again["cells"][i]["clip_similarity"] == json["cells"][i]["clip_similarity"]);
  }

  // Other settings are other cells.
  const ProgramResult other = sweep(folder, {"--vary", "lambda=0.1", "--vary", "seed=1,2"});
  CHECK(other.exitCode == 0);
  CHECK(other.out.find("were there already") == std::string::npos);
}

TEST_CASE("sweep says in one sentence what it cannot vary", "[cli]") {
  const TemporaryFolder folder;
  for (const std::vector<std::string> &wrong : {std::vector<std::string>{},
                                                {"--vary", "colour"},
                                                {"--vary", "lambda=9"},
                                                {"--grid", "missing.yaml"}}) {
    const ProgramResult result = sweep(folder, wrong);
    CAPTURE(result.err);
    CHECK(result.exitCode == 2);
    CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
    CHECK_FALSE(std::filesystem::exists(folder.file("out")));
  }
}
