#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/models/model_loader.h"
#include "engine/models/pack_manifest.h"

using namespace everyword;

namespace {

PackInfo smallPack() {
  PackInfo pack;
  pack.knowsOnlyItsWords = true;
  pack.words = {"apple", "dog", "hot dog", "cherries", "red", "on grass", "penguin", "sailboat"};
  pack.synonyms = {{"puppy", "dog"}};
  return pack;
}

std::vector<std::string> unknownIn(const std::string &text) {
  std::vector<std::string> words;
  for (const WordKnowledge &word : knownWords(smallPack(), text)) {
    if (!word.known) {
      words.push_back(word.word);
    }
  }
  return words;
}

}  // namespace

TEST_CASE("Words of the pack, its phrases and captions are known", "[models]") {
  CHECK(unknownIn("A photo of a red apple, and the dog's on grass!").empty());
  CHECK(unknownIn("two apples with cherry") == std::vector<std::string>{"two"});
}

TEST_CASE("An unknown word is told with words of similar spelling", "[models]") {
  const auto words = knownWords(smallPack(), "a pengiun");
  REQUIRE(words.size() == 2);
  CHECK(words[0].known);
  CHECK_FALSE(words[1].known);
  CHECK(words[1].word == "pengiun");
  CHECK(words[1].near == std::vector<std::string>{"penguin"});
}

TEST_CASE("A synonym comes before words of similar spelling", "[models]") {
  CHECK(knownWords(smallPack(), "puppies")[0].near.front() == "dog");
  CHECK(knownWords(smallPack(), "sail")[0].near == std::vector<std::string>{"sailboat"});
}

TEST_CASE("Nothing is suggested where nothing resembles", "[models]") {
  CHECK(knownWords(smallPack(), "xylophone")[0].near.empty());
}

TEST_CASE("Every word between spaces has its entry, in order", "[models]") {
  const auto words = knownWords(smallPack(), "  Apple  -  zebra ");
  REQUIRE(words.size() == 3);
  CHECK(words[0].word == "apple");
  CHECK(words[1].known);
  CHECK(words[2].word == "zebra");
}

TEST_CASE("A pack that is not limited to its list knows every word", "[models]") {
  PackInfo pack = smallPack();
  pack.knowsOnlyItsWords = false;
  CHECK(knownWords(pack, "xylophone")[0].known);
}

TEST_CASE("Things that a pack recognises and does not draw are told, the longer phrase counts",
          "[models]") {
  PackManifest pack;
  pack.info = smallPack();
  pack.info.words.emplace_back("christmas tree");
  pack.info.words.emplace_back("tree");
  pack.notDrawn = {"hot dog", "christmas tree", "penguin"};
  CHECK(notDrawnOf(pack, "a dog by two red trees and an apple").empty());
  CHECK(notDrawnOf(pack, "a Hot Dog, penguins, and a penguin under a christmas tree") ==
        std::vector<std::string>{"hot dog", "penguin", "christmas tree"});
}

TEST_CASE("The starter pack offers what it draws first", "[models]") {
  const PackManifest pack = readManifest(EVERYWORD_SOURCE_DIR "/resources/starter");
  const auto placeOf = [&](const std::string &word) {
    return std::find(pack.info.words.begin(), pack.info.words.end(), word) -
           pack.info.words.begin();
  };
  REQUIRE_FALSE(pack.notDrawn.empty());
  for (const std::string &thing : pack.notDrawn) {
    CAPTURE(thing);
    CHECK(placeOf("apple") < placeOf(thing));
  }
  CHECK(notDrawnOf(pack, "a red apple and a zebra") == std::vector<std::string>{"zebra"});
}
