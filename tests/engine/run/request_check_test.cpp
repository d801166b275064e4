#include <catch2/catch.hpp>

#include "engine/api/engine.h"

using namespace everyword;
using Catch::Matchers::Contains;

namespace {

Engine &engine() {
  static const std::unique_ptr<Engine> instance = makeEngine(EVERYWORD_SOURCE_DIR "/resources");
  return *instance;
}

RunRequest oneBox(const std::string &label) {
  RunRequest request;
  request.objective.regions = {{1, label, {0.1, 0.1, 0.5, 0.5}, 1.0, {}, true}};
  return request;
}

}  // namespace

TEST_CASE("A word the pack does not know is named with near ones, and can be allowed", "[check]") {
  RunRequest request = oneBox("zeppelin");
  CHECK_THROWS_WITH(engine().check(request), Contains("'zeppelin'") && Contains("does not know"));
  request.objective.allowUnknownWords = true;
  CHECK_THAT(engine().check(request).at(0), Contains("zeppelin"));
  CHECK(engine().check(oneBox("red apple")).empty());
}

TEST_CASE("A near miss gets the word that was meant", "[check]") {
  CHECK_THROWS_WITH(engine().check(oneBox("aple")), Contains("apple"));
}

TEST_CASE("A label longer than the context is refused, a prompt is cut off with a warning",
          "[check]") {
  std::string words;
  for (int i = 0; i < 40; ++i) {
    words += "dog ";
  }
  CHECK_THROWS_WITH(engine().check(oneBox(words)), Contains("shorten it"));
  RunRequest request = oneBox("dog");
  request.objective.prompt = words;
  CHECK_THAT(engine().check(request).at(0), Contains("cut off"));
  const TokenInfo info = engine().tokens(ModelSet(), words);
  CHECK(info.contextLength == 32);
  CHECK_FALSE(info.words.front().cutOff);
  CHECK(info.words.back().cutOff);
}

TEST_CASE("A pack that is not there is one sentence", "[check]") {
  RunRequest request = oneBox("dog");
  request.models.pack = "nonesuch";
  CHECK_THROWS_AS(engine().check(request), FileError);
}

TEST_CASE("The pack's recommended settings change what they name and nothing else", "[check]") {
  RunRequest request = oneBox("dog");
  request.seed = 99;
  const RunRequest recommended = engine().recommended(request);
  CHECK(recommended.seed == 99);
  CHECK(recommended.objective.regions == request.objective.regions);
  CHECK(recommended.start.kind != Start::Noise);
}
