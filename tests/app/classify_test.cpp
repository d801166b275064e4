#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/api/exporting.h"
#include "tests/app/program.h"
#include "tests/engine/export/test_frames.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;
using Json = nlohmann::ordered_json;

namespace fs = std::filesystem;

namespace {

/// Two classes of two pictures.
struct Pictures {
  TemporaryFolder folder;

  Pictures() {
    ::setenv("EVERYWORD_CACHE", folder.file("cache").c_str(), 1);
    for (const char *name : {"dog", "red_apple"}) {
      fs::create_directories(folder.path() / "train" / name);
      for (int i = 0; i < 2; ++i) {
        writePicture(folder.file(std::string("train/") + name + "/" + std::to_string(i) + ".png"),
                     *testFrame(40 + 20 * i, name[0] == 'd' ? 30 : 60));
      }
    }
  }

  ProgramResult run(std::vector<std::string> arguments) const {
    return runEveryword(arguments, folder.path().string());
  }

  std::string text(const std::string &name) const {
    std::ifstream file(folder.file(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

}  // namespace

TEST_CASE("classify writes figures, tables and prompts, and tests prompts again", "[cli]") {
  const Pictures data;
  const ProgramResult result = data.run({"classify", "train", "--seeds", "1", "--epochs", "2",
                                         "--vectors", "4", "--threads", "1", "-o", "out"});
  CAPTURE(result.out, result.err);
  REQUIRE(result.exitCode == 0);
  CHECK_THAT(result.out, Contains("CoOp + relevance") && Contains("Linear probe"));
  const Json json = Json::parse(data.text("out/classify.json"));
  CHECK(json.at("classes") == Json({"dog", "red apple"}));
  CHECK(json.at("scores").size() == 4);
  CHECK(json.at("learned")[1].at("lambda") == 3);
  CHECK_THAT(data.text("out/accuracy.csv"), Contains("coop_relevance,train,1,2,"));
  CHECK_THAT(data.text("out/classes.csv"), Contains("zero_shot,train,red apple,"));
  CHECK_THAT(data.text("out/confusion.csv"), Contains("linear_probe,train,dog,"));

  const ProgramResult again = data.run({"classify", "--prompts", "out/prompts-coop-1.safetensors",
                                        "--test", "train", "--json", "-o", "out2"});
  CAPTURE(again.err);
  REQUIRE(again.exitCode == 0);
  CHECK(Json::parse(again.out).at("scores")[0].at("pictures") == 4);
}

TEST_CASE("classify says in one sentence what it cannot take", "[cli]") {
  const Pictures data;
  const auto refused = [&](const std::vector<std::string> &arguments, const std::string &words) {
    const ProgramResult result = data.run(arguments);
    CAPTURE(result.err);
    CHECK(result.exitCode == 2);
    CHECK_THAT(result.err, Contains(words));
    CHECK_FALSE(fs::exists(data.folder.file("out")));
  };
  refused({"classify"}, "no pictures to learn from");
  refused({"classify", "nowhere"}, "nowhere");
  refused({"classify", "train", "--test", "nowhere"}, "nowhere");
  refused({"classify", "train/dog"}, "there are no pictures");
  refused({"classify", "train", "--prompts", "train/dog/0.png"}, "0.png");
  refused({"classify", "train", "--methods", "guess"}, "guess");
  refused({"classify", "train", "--vectors", "60"}, "tokens");
}

TEST_CASE("bench prompts goes on where it stopped, and refuses other settings", "[cli]") {
  const Pictures data;
  const std::vector<std::string> command = {"bench",    "prompts", "train",     "--seeds", "1",
                                            "--epochs", "1",       "--threads", "1"};
  REQUIRE(data.run(command).exitCode == 0);
  const std::string whole = data.text("prompts/prompts.csv");
  CHECK_THAT(whole, Contains("train,coop,16,unified,1,") &&
                        Contains("train,coop_relevance - coop,4,class-specific,1,"));
  CHECK_THAT(data.text("prompts/prompts.tex"), Contains("\\begin{tabular}"));
  // As if it had been killed in the middle.
  Json json = Json::parse(data.text("prompts/prompts.json"));
  REQUIRE(json["cells"].size() == 18);
  json["cells"].erase(5);
  json["cells"].erase(9);
  std::ofstream(data.folder.file("prompts/prompts.json")) << json.dump();
  REQUIRE(data.run(command).exitCode == 0);
  CHECK(Json::parse(data.text("prompts/prompts.json"))["cells"].size() == 18);
  CHECK(data.text("prompts/prompts.csv") == whole);
  auto other = command;
  other[6] = "2";
  CHECK_THAT(data.run(other).err, Contains("other settings"));
}
