#include "engine/api/prompt_words.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace everyword;

namespace {

std::vector<std::string> split(const std::string &text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("The words that a prompt names are its nouns and adjectives, a compound noun as one",
          "[api]") {
  CHECK(contentWords(split("A photo of a strawberry muffin")) == Words{"strawberry", "muffin"});
  CHECK(contentWords(split("a hot dog and two Palm Trees")) ==
        Words{"hot dog", "two", "Palm Trees"});
  CHECK(contentWords(split("the statue of liberty at night")) ==
        Words{"statue of liberty", "night"});
  CHECK(contentWords(split("a dog and a Dog")) == Words{"dog"});
  CHECK(contentWords({}).empty());
}

TEST_CASE("Every thing of the starter pack that has several words is one compound noun", "[api]") {
  std::ifstream file(EVERYWORD_SOURCE_DIR "/resources/starter/words.json");
  REQUIRE(file);
  const auto words = nlohmann::json::parse(file);
  int compounds = 0;
  for (const auto &thing : words.at("things")) {
    const auto name = thing.get<std::string>();
    INFO(name);
    CHECK(contentWords(split("a " + name)) == Words{name});
    compounds += name.find(' ') != std::string::npos ? 1 : 0;
  }
  CHECK(compounds > 10);
}

TEST_CASE("A phrase has the relevance of its most relevant word, and what is not there has none",
          "[api]") {
  const std::vector<WordScore> all = {{"a", 0.1}, {"Hot", 0.3}, {"dog", 1.0}, {"bed", 0.2}};
  const auto scores = scoresOf({"hot dog", "bed", "cat", "dog bed"}, all);
  REQUIRE(scores.size() == 3);
  CHECK(scores[0].word == "hot dog");
  CHECK(scores[0].relevance == 1.0);
  CHECK(scores[1].relevance == 0.2);
  CHECK(scores[2].relevance == 1.0);
}

TEST_CASE("Words below the share of their mean are neglected", "[api]") {
  const std::vector<WordScore> words = {{"blueberry", 0.2}, {"muffin", 1.0}, {"plate", 0.45}};
  CHECK(neglectedWords(words) == Words{"blueberry"});
  CHECK(neglectedWords(words, 0.9) == Words{"blueberry", "plate"});
  CHECK(neglectedWords({{"muffin", 0.3}}).empty());
  CHECK(neglectedWords({}).empty());
}
