#include "engine/api/explain.h"

#include <catch2/catch.hpp>

#include "engine/api/engine.h"

using namespace everyword;

namespace {

ExplainResult explain(const std::string &prompt, bool allBlocks = false) {
  static const std::unique_ptr<Engine> engine = makeEngine(EVERYWORD_SOURCE_DIR "/resources");
  ExplainRequest request;
  request.picturePath =
      EVERYWORD_SOURCE_DIR "/resources/starter/scenes/00.png";  // a pencil above a ship
  request.prompt = prompt;
  request.allBlocks = allBlocks;
  return engine->explain(request);
}

/// Share of the map's mass in the upper half.
double upperShare(const FloatMap &map) {
  double upper = 0, total = 1e-12;
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      const double value = map.values[static_cast<std::size_t>(y * map.width + x)];
      total += value;
      upper += y < map.height / 2 ? value : 0;
    }
  }
  return upper / total;
}

}  // namespace

TEST_CASE("The maps of two words lie where the things are", "[explain]") {
  for (const bool allBlocks : {false, true}) {
    const ExplainResult result = explain("a pencil and a ship", allBlocks);
    REQUIRE(result.maps.size() == 6);  // the prompt and its five words
    CHECK(result.maps[2].label == "pencil");
    CHECK(upperShare(result.maps[2]) > upperShare(result.maps[5]) + 0.1);
  }
}

TEST_CASE("A prompt of what is in the picture is nearer than one of what is not", "[explain]") {
  CHECK(explain("a pencil and a ship").similarity > explain("a pizza and a cow").similarity);
}

TEST_CASE("The largest word has relevance one", "[explain]") {
  double largest = 0;
  for (const WordScore &word : explain("a pencil and a ship").words) {
    CHECK(word.relevance >= 0);
    largest = std::max(largest, word.relevance);
  }
  CHECK(largest == Approx(1.0));
}

TEST_CASE("An empty prompt or no picture is one sentence", "[explain]") {
  CHECK_THROWS_AS(explain("  "), InputError);
  const std::unique_ptr<Engine> engine = makeEngine(EVERYWORD_SOURCE_DIR "/resources");
  ExplainRequest request;
  request.prompt = "a dog";
  request.picturePath = "/no/such/picture.png";
  CHECK_THROWS_AS(engine->explain(request), FileError);
}
