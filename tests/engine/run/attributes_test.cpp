// What the pack's classifier tells of a face, through the facade.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "engine/api/engine.h"
#include "engine/api/errors.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;

namespace {

const std::string kResources = EVERYWORD_SOURCE_DIR "/resources";

Engine &engine() {
  static const std::unique_ptr<Engine> instance = makeEngine(kResources);
  return *instance;
}

FramePtr plain(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  auto frame = std::make_shared<Frame>();
  frame->width = 70;
  frame->height = 90;
  for (int i = 0; i < 70 * 90; ++i) {
    frame->rgba.insert(frame->rgba.end(), {red, green, blue, 255});
  }
  return frame;
}

std::string told(const std::vector<AttributeGuess> &all, const std::string &attribute) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const AttributeGuess &guess) {
    return guess.attribute == attribute;
  });
  return found == all.end() ? "" : found->value;
}

}  // namespace

TEST_CASE("The pack's classifier tells the attributes of a face, each with a value that it has",
          "[attributes]") {
  RunRequest request;
  request.mode = "edit";
  request.objective.prompt = "a person";
  request = engine().recommended(request);
  const auto guesses = engine().attributes(engine().starts(request, {3}).front(), request.models);
  std::set<std::string> names;
  for (const AttributeGuess &guess : guesses) {
    names.insert(guess.attribute);
    CAPTURE(guess.attribute, guess.value);
    CHECK(std::count(guess.values.begin(), guess.values.end(), guess.value) == 1);
    CHECK(guess.probability >= 1.0 / static_cast<double>(guess.values.size()) - 1e-6);
    CHECK(guess.probability <= 1);
  }
  CHECK(names.size() == guesses.size());
  CHECK(names.count("hair_colour") == 1);
  CHECK(names.count("facial_hair") == 1);
}

TEST_CASE("The classifier sees the picture's colours", "[attributes]") {
  CHECK(told(engine().attributes(plain(250, 250, 250), {}), "background") == "white");
  CHECK(told(engine().attributes(plain(250, 200, 60), {}), "background") != "white");
}

TEST_CASE("A pack without a classifier tells nothing, a file that is none is refused",
          "[attributes]") {
  const testing::TemporaryFolder folder;
  for (const std::string name : {"manifest.json", "words.json"}) {
    std::ifstream from(kResources + "/starter/" + name);
    std::string text{std::istreambuf_iterator<char>(from), {}};
    if (const auto at = text.find("\"role\": \"attributes\""); at != std::string::npos) {
      text.replace(at, 20, "\"role\": \"others\"    ");
    }
    std::ofstream(folder.file(name)) << text;
  }
  ModelSet models;
  models.pack = folder.path().string();
  CHECK(engine().attributes(plain(0, 0, 0), models).empty());
  models.files["attributes"] = kResources + "/starter/stylegan2.safetensors";
  CHECK_THROWS_WITH(engine().attributes(plain(0, 0, 0), models),
                    Catch::Contains("is a StyleGAN2, not a classifier of attributes"));
}
