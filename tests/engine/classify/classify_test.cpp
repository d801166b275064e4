#include "engine/api/classify.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "engine/checkpoint/tensor_table.h"
#include "engine/classify/labelled_pictures.h"
#include "engine/classify/prompts_file.h"
#include "engine/core/rng.h"
#include "engine/core/tensor_frame.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
namespace fs = std::filesystem;

namespace {

const auto goOn = [](const ClassifyProgress &) { return true; };

/// Three classes of plain pictures, told by their colour; the cache is in the folder as well.
struct Colours {
  testing::TemporaryFolder folder;

  explicit Colours(int pictures = 4) {
    ::setenv("EVERYWORD_CACHE", folder.file("cache").c_str(), 1);
    Rng rng(3);
    for (const char *set : {"train", "test"}) {
      for (int c = 0; c < 3; ++c) {
        const std::string name = std::vector<std::string>{"red_apple", "blue car", "grass"}[c];
        fs::create_directories(folder.path() / set / name);
        for (int i = 0; i < pictures; ++i) {
          at::Tensor picture = rng.uniformTensor({3, 40, 60}, 0, 0.2);
          picture[c == 0 ? 0 : c == 1 ? 2 : 1] += rng.uniform(0.5, 0.8);
          writePicture(file(set, name, std::to_string(i) + ".png"), *frameFromTensor(picture));
        }
      }
    }
  }

  std::string file(const std::string &set, const std::string &name, const std::string &file) const {
    return (folder.path() / set / name / file).string();
  }

  ClassifyRequest request() const {
    ClassifyRequest request;
    request.train = folder.file("train");
    request.tests = {folder.file("test")};
    request.seeds = 2;
    request.epochs = 3;
    request.vectors = 4;
    request.threads = 2;
    return request;
  }

  ClassifyResult run(const ClassifyRequest &request) const {
    return classify(*makeEngine(EVERYWORD_SOURCE_DIR "/resources"), request, goOn);
  }

  void refuses(const ClassifyRequest &request, const std::string &words) const {
    try {
      run(request);
      FAIL("nothing was refused: " << words);
    } catch (const Error &error) {
      INFO(error.what());
      CHECK(std::string(error.what()).find(words) != std::string::npos);
      CHECK(error.exitCode() == 2);
    }
  }
};

const ClassifyScore &scoreOf(const ClassifyResult &result, const std::string &method) {
  for (const ClassifyScore &score : result.scores) {
    if (score.method == method) {
      return score;
    }
  }
  throw std::runtime_error("no score of " + method);
}

}  // namespace

TEST_CASE("Every method is scored, prompts are learned, saved and tested again", "[classify]") {
  const Colours data;
  ClassifyRequest request = data.request();
  request.promptsFolder = data.folder.path().string();
  const ClassifyResult result = data.run(request);
  CHECK(result.classes == std::vector<std::string>{"blue car", "grass", "red apple"});
  CHECK(result.encoded == 24);
  REQUIRE(result.scores.size() == 4);
  for (const ClassifyScore &score : result.scores) {
    INFO(score.method);
    CHECK(score.pictures == 12);
    CHECK(score.accuracies.size() == (score.method == "zero_shot" ? 1 : 2));
    int told = 0;
    for (const auto &row : score.confusion) {
      for (const int count : row) {
        told += count;
      }
    }
    CHECK(told == 12 * static_cast<int>(score.accuracies.size()));
    CHECK(score.nameShares.size() == (score.method == "linear_probe" ? 0 : 3));
  }
  CHECK(scoreOf(result, "linear_probe").accuracy.mean > 0.9);  // colours are easily told
  REQUIRE(result.learned.size() == 4);
  CHECK(result.learned[0].lambda == 0);
  CHECK(result.learned[2].lambda == 3);
  CHECK(result.learned[2].epochs.size() == 3);
  CHECK(result.learned[2].nearest.size() == 4);

  SECTION("the same again, from the cache, gives the same") {
    const ClassifyResult again = data.run(request);
    CHECK(again.encoded == 0);
    CHECK(again.fromCache == 24);
    for (std::size_t i = 0; i < result.scores.size(); ++i) {
      CHECK(again.scores[i].confusion == result.scores[i].confusion);
      CHECK(again.scores[i].nameShares == result.scores[i].nameShares);
    }
  }
  SECTION("learned prompts are read again") {
    ClassifyRequest saved = request;
    saved.train.clear();
    saved.prompts = result.learned[1].file;
    const ClassifyResult tested = data.run(saved);
    REQUIRE(tested.scores.size() == 1);
    CHECK(tested.scores[0].method == "coop");
    CHECK(tested.scores[0].accuracies[0] == scoreOf(result, "coop").accuracies[1]);
    CHECK(tested.learned[0].seed == 2);
  }
}

TEST_CASE("Without a test set the pictures that are left over are the test", "[classify]") {
  const Colours data;
  ClassifyRequest request = data.request();
  request.tests.clear();
  request.methods = {"zero_shot", "linear_probe"};
  request.shots = 3;
  const ClassifyResult result = data.run(request);
  CHECK(scoreOf(result, "zero_shot").pictures == 3);
  CHECK(scoreOf(result, "zero_shot").accuracies.size() == 2);  // each seed leaves others over
  request.shots = 4;
  CHECK_THAT(data.run(request).warnings.at(0), Catch::Matchers::Contains("--test"));
}

TEST_CASE("Pictures that cannot be read are listed, skipped and counted", "[classify]") {
  const Colours data;
  std::ofstream(data.file("train", "grass", "0.png")) << "no picture";
  std::ofstream(data.file("train", "grass", "notes.txt")) << "";
  ClassifyRequest request = data.request();
  request.methods = {"linear_probe"};
  const ClassifyResult result = data.run(request);
  CHECK(result.skipped.size() == 2);
  CHECK(result.encoded == 23);
  for (int i = 1; i < 4; ++i) {
    fs::remove(data.file("train", "grass", std::to_string(i) + ".png"));
  }
  data.refuses(request, "no picture of the class 'grass'");
}

TEST_CASE("What cannot be classified is refused in one sentence", "[classify]") {
  const Colours data(1);
  ClassifyRequest request = data.request();
  SECTION("an empty class folder") {
    fs::create_directory(data.folder.path() / "train" / "empty");
    data.refuses(request, "'empty'");
  }
  SECTION("one class only") {
    fs::remove_all(data.folder.path() / "train" / "grass");
    fs::remove_all(data.folder.path() / "train" / "blue car");
    data.refuses(request, "one class only");
  }
  SECTION("no pictures") {
    fs::remove_all(data.folder.path() / "train");
    data.refuses(request, "there is no folder or table");
    fs::create_directory(data.folder.path() / "train");
    data.refuses(request, "there are no pictures");
  }
  SECTION("a class of the test that is not learned") {
    fs::rename(data.folder.path() / "test" / "grass", data.folder.path() / "test" / "hay");
    data.refuses(request, "'hay'");
  }
  SECTION("two folders of one name") {
    fs::create_directory(data.folder.path() / "train" / "blue_car");
    data.refuses(request, "are one class");
  }
  SECTION("a class name longer than the context") {
    const std::string longName(90, 'q');
    fs::rename(data.folder.path() / "train" / "grass", data.folder.path() / "train" / longName);
    request.tests.clear();
    data.refuses(request, "tokens");
  }
  SECTION("features of another model, and such that are no numbers") {
    request.features = data.folder.file("features");
    writeSafetensors(request.features, {{"x", at::zeros({192})}},
                     {{"everyword_features_of", "other"}});
    data.refuses(request, "another CLIP");
    fs::remove(request.features);
    request.methods = {"zero_shot"};
    const std::string clip = data.run(request).clip;
    writeSafetensors(request.features, {{"x", at::full({192}, NAN)}},
                     {{"everyword_features_of", clip}});
    data.refuses(request, "no numbers");
  }
  SECTION("a method that there is not") {
    request.methods = {"guess"};
    data.refuses(request, "'guess'");
  }
}

TEST_CASE("Learning that is stopped says so and keeps what was done", "[classify]") {
  const Colours data(2);
  ClassifyRequest request = data.request();
  const ClassifyResult result = classify(*makeEngine(EVERYWORD_SOURCE_DIR "/resources"), request,
                                         [](const ClassifyProgress &now) { return now.seed < 2; });
  CHECK(result.stopped);
  CHECK(result.learned.size() == 1);
  CHECK(scoreOf(result, "coop").accuracies.size() == 1);
}

TEST_CASE("A table of files and classes is read like folders, quotes and all", "[classify]") {
  const testing::TemporaryFolder folder;
  const std::string table = folder.write(
      "list.csv", "class,file,note\r\nred_apple,a.png,\n\"a \"\"big\"\", car\",sub/b.png,x\n");
  const LabelledPictures found = findLabelledPictures(table);
  CHECK(found.classes == std::vector<std::string>{"a \"big\", car", "red apple"});
  CHECK(found.paths == std::vector<std::string>{folder.file("sub/b.png"), folder.file("a.png")});
  CHECK(found.labels == std::vector<std::int64_t>{0, 1});
  CHECK_THROWS_WITH(findLabelledPictures(folder.write("bad.csv", "name,class\na.png,x\n")),
                    Catch::Matchers::Contains("no column 'file'"));
  CHECK_THROWS_WITH(findLabelledPictures(folder.write("short.csv", "file,class\na.png\n")),
                    Catch::Matchers::Contains("line 2"));
}

TEST_CASE("Prompts of CoOp's own trainer are read, and those that do not fit are refused",
          "[classify]") {
  const std::string file = EVERYWORD_SOURCE_DIR "/tests/engine/classify/coop_prompts.pth";
  const SavedPrompts prompts = readPrompts(file, 192, {"a", "b"}, false);
  CHECK(prompts.shape.vectors == 4);
  CHECK_FALSE(prompts.shape.perClass);
  CHECK_FALSE(prompts.shape.nameInMiddle);
  CHECK(prompts.context[1][0].item<float>() == Approx(0.192));
  CHECK_THROWS_WITH(readPrompts(file, 512, {"a", "b"}, false),
                    Catch::Matchers::Contains("another CLIP"));

  const testing::TemporaryFolder folder;
  SavedPrompts own;
  own.context = at::full({2, 3, 192}, 0.5);
  own.shape = {3, true, true};
  own.classes = {"a", "b"};
  own.seed = 7;
  writePrompts(folder.file("own"), own);
  const SavedPrompts back = readPrompts(folder.file("own"), 192, {"a", "b"}, false);
  CHECK(at::equal(back.context, own.context));
  CHECK(back.shape.nameInMiddle);
  CHECK(back.seed == 7);
  CHECK_THROWS_WITH(readPrompts(folder.file("own"), 192, {"a", "c"}, false),
                    Catch::Matchers::Contains("classes of its own"));
  own.context[0][0][0] = NAN;
  writePrompts(folder.file("nan"), own);
  CHECK_THROWS_WITH(readPrompts(folder.file("nan"), 192, {"a", "b"}, false),
                    Catch::Matchers::Contains("no numbers"));
  writeSafetensors(folder.file("none"), {{"x", at::zeros({2})}});
  CHECK_THROWS_WITH(readPrompts(folder.file("none"), 192, {"a", "b"}, false),
                    Catch::Matchers::Contains("no learned prompts"));
}
