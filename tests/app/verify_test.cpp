// The recipe of a picture makes it again: the real program on the starter pack, three steps.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>

#include "engine/api/exporting.h"
#include "engine/api/outside_text.h"
#include "engine/api/pictures.h"
#include "tests/app/program.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;
using Json = nlohmann::json;

namespace fs = std::filesystem;

namespace {

/// A run of three steps with an edit after the first: the dog moves, and lambda rises.
constexpr char kEditedRun[] =
    R"({"prompt": "a red apple and a dog", "seed": 7, "steps": 3, "search_starts": 16,
  "cutouts": 2, "threads": 1, "precision": "fp32",
  "regions": [{"id": 1, "label": "red apple", "box": [0.05, 0.3, 0.4, 0.5]},
              {"id": 2, "label": "dog", "box": [0.55, 0.35, 0.4, 0.5]}],
  "edits": [{"step": 1, "changes": {"lambda": 0.9,
    "regions": [{"id": 1, "label": "red apple", "box": [0.05, 0.3, 0.4, 0.5]},
                {"id": 2, "label": "dog", "box": [0.3, 0.05, 0.3, 0.3]}]}}]})";

ProgramResult make(const TemporaryFolder &folder, const std::vector<std::string> &more = {}) {
  writeTextFile(folder.file("run.json.in"), kEditedRun);
  std::vector<std::string> arguments = {"generate", "--request", "run.json.in", "-o", "out"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const ProgramResult made = runEveryword(arguments, folder.path().string());
  INFO(made.err);
  REQUIRE(made.exitCode == 0);
  return made;
}

ProgramResult verify(const TemporaryFolder &folder, std::vector<std::string> more) {
  more.insert(more.begin(), "verify");
  return runEveryword(more, folder.path().string());
}

std::ptrdiff_t filesIn(const TemporaryFolder &folder) {
  return std::distance(fs::recursive_directory_iterator(folder.path()),
                       fs::recursive_directory_iterator());
}

/// The picture with one pixel's green changed, its recipe as it is.
void spoil(const std::string &path, int by) {
  Frame frame = *readPicture(path);
  frame.rgba[5] =
      static_cast<std::uint8_t>(frame.rgba[5] >= by ? frame.rgba[5] - by : frame.rgba[5] + by);
  writePicture(path, frame, *readRecipe(path));
}

}  // namespace

TEST_CASE("verify makes an edited run's picture again, to the last bit", "[cli]") {
  const TemporaryFolder folder;
  make(folder);
  REQUIRE_THAT(*readRecipe(folder.file("out/final.png")), Contains("edits"));
  const auto before = filesIn(folder);
  const ProgramResult same = verify(folder, {"out/final.png"});
  CAPTURE(same.out, same.err);
  CHECK(same.exitCode == 0);
  CHECK_THAT(same.out, Contains("Identical") && Contains("3 steps on CPU, 1 thread, fp32"));

  const ProgramResult report = verify(folder, {"out/final.png", "--json"});
  CAPTURE(report.out, report.err);
  CHECK(report.exitCode == 0);
  const Json json = Json::parse(report.out);
  CHECK(json.at("identical") == true);
  CHECK(json.at("largest_difference") == 0);
  CHECK(json.at("edits") == 1);
  CHECK(json.at("device") == json.at("recorded_device"));
  CHECK(filesIn(folder) == before);  // nothing was written
}

TEST_CASE("verify reports by how much a picture is another one", "[cli]") {
  const TemporaryFolder folder;
  make(folder);
  spoil(folder.file("out/final.png"), 9);
  const ProgramResult other = verify(folder, {"out/final.png", "--json"});
  CAPTURE(other.out, other.err);
  CHECK(other.exitCode == 1);
  const Json json = Json::parse(other.out);
  CHECK(json.at("identical") == false);
  CHECK(json.at("largest_difference") == 9);
  CHECK(json.at("mean_difference").get<double>() == Approx(9.0 / (128 * 128 * 3)));
  CHECK(json.at("differing_pixels").get<double>() == Approx(1.0 / (128 * 128)));
  const ProgramResult told = verify(folder, {"out/final.png", "--tolerance", "9"});
  CHECK(told.exitCode == 0);
  CHECK_THAT(told.out, Contains("Different: by at most 9"));
}

TEST_CASE("verify takes the recipe of the run.json beside a picture that carries none", "[cli]") {
  const TemporaryFolder folder;
  make(folder, {"--no-recipe"});
  CHECK(verify(folder, {"out/final.png"}).exitCode == 0);
  fs::remove(folder.file("out/run.json"));
  const ProgramResult none = verify(folder, {"out/final.png"});
  CHECK(none.exitCode == 2);
  CHECK_THAT(none.err, Contains("carries no recipe"));
}

TEST_CASE("verify refuses what it cannot run here, in one sentence", "[cli]") {
  const TemporaryFolder folder;
  make(folder);
  const std::string recipe = *readRecipe(folder.file("out/final.png"));
  const Frame frame = *readPicture(folder.file("out/final.png"));
  const auto withRecipe = [&](const char *field, const Json &value) {
    Json json = Json::parse(recipe);
    json[field] = value;
    writePicture(folder.file("other.png"), frame, json.dump());
    const ProgramResult result = verify(folder, {"other.png"});
    CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
    CHECK(result.exitCode == 2);
    return result.err;
  };
  CHECK_THAT(withRecipe("device", "cuda:7"),
             Contains("made on cuda:7 at fp32") && Contains("--device cpu"));
  CHECK_THAT(withRecipe("models", {{"pack", "nowhere"}, {"files", Json::object()}}),
             Contains("nowhere"));
  CHECK_THAT(withRecipe("width", 64), Contains("128 x 128") && Contains("64 x 128"));
  CHECK(verify(folder, {"missing.png"}).exitCode == 2);
  writeTextFile(folder.file("text.png"), "no picture");
  CHECK(verify(folder, {"text.png"}).exitCode == 2);
}
