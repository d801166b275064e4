#include "engine/api/faithfulness.h"

#include <catch2/catch.hpp>

using namespace everyword;

namespace {

std::vector<AttributeGuess> face(const std::string &hair, const std::string &beard,
                                 const std::string &background) {
  const std::vector<std::string> colours = {"black", "grey", "purple"};
  std::vector<std::string> hairs = colours;
  hairs.emplace_back("blond");
  return {{"hair_colour", hair, 0.9, hairs},
          {"facial_hair", beard, 0.9, {"none", "beard", "moustache"}},
          {"background", background, 0.9, colours}};
}

std::string askedOf(const std::string &prompt) {
  std::string text;
  for (const AskedAttribute &one : askedAttributes(prompt, face("black", "none", "grey"))) {
    text += one.attribute + "=" + one.value + " ";
  }
  return text;
}

}  // namespace

TEST_CASE("A prompt asks for the values that it names, of the attribute that it names",
          "[evaluate]") {
  CHECK(askedOf("A man with a beard") == "facial_hair=beard ");
  CHECK(askedOf("A person with purple hair") == "hair_colour=purple ");
  CHECK(askedOf("A blond man") == "hair_colour=blond ");  // no other attribute is blond
  CHECK(askedOf("A person, GREY background.") == "background=grey ");
  CHECK(askedOf("A grey person").empty());  // the hair's, or the background's
  CHECK(askedOf("grey hair and a beard") == "hair_colour=grey facial_hair=beard ");
  CHECK(askedOf("").empty());
}

TEST_CASE("The most faithful edit has what is asked for, then keeps most, then is nearest",
          "[evaluate]") {
  const auto start = face("black", "none", "grey");
  const auto asked = askedAttributes("A person with purple hair", start);
  const std::vector<Faithfulness> edits = {
      faithfulnessOf(asked, start, face("black", "none", "grey")),
      faithfulnessOf(asked, start, face("purple", "beard", "purple")),
      faithfulnessOf(asked, start, face("purple", "none", "purple")),
      faithfulnessOf(asked, start, face("purple", "beard", "grey"))};
  CHECK(edits[0].reached == 0);
  CHECK(edits[0].kept == 2);
  CHECK(edits[1].reached == 1);
  CHECK(edits[1].kept == 0);
  CHECK(mostFaithful(edits, {0.9, 0.8, 0.1, 0.2}) == 3U);
  CHECK(mostFaithful(edits, {0.9, 0.8, 0.3, 0.2}) == 2U);
  CHECK(mostFaithful({Faithfulness{}}, {0.5}) == std::nullopt);
  CHECK(sentenceOf(asked, edits[2]) == "hair_colour purple: reached; 1 of 2 other attributes kept");
  CHECK_THAT(sentenceOf(asked, edits[0]), Catch::Contains("not reached"));
}
