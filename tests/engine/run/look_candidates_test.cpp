#include "engine/run/look_candidates.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace everyword;

namespace {

using Texts = std::vector<std::string>;

Texts phrasesOf(const std::vector<LookCandidate> &candidates) {
  Texts phrases;
  for (const LookCandidate &candidate : candidates) {
    phrases.push_back(candidate.phrase);
  }
  return phrases;
}

/// Logits of one box: 5 for what it looks like, 0 for the rest.
std::vector<double> seen(const std::string &phrase, const std::vector<LookCandidate> &candidates) {
  std::vector<double> row;
  for (const LookCandidate &candidate : candidates) {
    row.push_back(candidate.phrase == phrase ? 5 : 0);
  }
  REQUIRE(std::count(row.begin(), row.end(), 5) == 1);
  return row;
}

std::vector<LooksLike> looksOf(const Texts &labels, const Texts &names, const Texts &what) {
  const auto candidates = lookCandidates(labels, names);
  std::vector<std::vector<double>> logits;
  for (const std::string &phrase : what) {
    logits.push_back(seen(phrase, candidates));
  }
  return looksFrom(logits, candidates, labels);
}

}  // namespace

TEST_CASE("A box can be taken for any box's phrase, for their parts exchanged, and for a name",
          "[looks]") {
  CHECK(phrasesOf(lookCandidates({"red apple", "green pear", "a dog"}, {"cat", "pear", "dog"})) ==
        Texts{"red apple", "green pear", "a dog", "red pear", "red dog", "green apple", "green dog",
              "cat", "pear"});
  CHECK(phrasesOf(lookCandidates({"dog"}, {})) == Texts{"dog"});
}

TEST_CASE("A noun of two words that the models know stays whole, and so does what follows it",
          "[looks]") {
  CHECK(phrasesOf(lookCandidates({"red fire truck", "small dog on grass"}, {"fire truck"})) ==
        Texts{"red fire truck", "small dog on grass", "red dog on grass", "small fire truck",
              "fire truck"});
}

TEST_CASE("Probabilities are a softmax over what competes, and the likeliest is named", "[looks]") {
  const auto looks = looksOf({"red apple", "dog"}, {"cat"}, {"red apple", "cat"});
  // red apple, dog, red dog, cat compete for both.
  CHECK(looks[0].own);
  CHECK(looks[0].name == "red apple");
  CHECK(looks[0].probability == Approx(std::exp(5.0) / (std::exp(5.0) + 3)));
  CHECK_FALSE(looks[1].own);
  CHECK(looks[1].name == "cat");
  CHECK(looks[1].probability == Approx(1 / (std::exp(5.0) + 3)));
  CHECK(looks[0].leak.empty());
  CHECK(looks[1].leak.empty());
}

TEST_CASE("A shorter or longer name of the same thing is no other thing", "[looks]") {
  const auto looks = looksOf({"red apple", "dog"}, {"apple", "big red apples", "hot dog", "pear"},
                             {"apple", "hot dog"});
  CHECK(looks[0].own);
  CHECK(looks[0].probability == Approx(1.0 / 5));  // with dog, red dog, hot dog, pear
  CHECK(looks[1].own);
  // The name of another box's thing is another thing.
  CHECK(looksOf({"red apple", "dog"}, {"apple"}, {"red apple", "apple"})[1].name == "apple");
}

TEST_CASE("The leak says where the words of a box went", "[looks]") {
  const Texts labels = {"red apple", "a dog"};
  auto looks = looksOf(labels, {"cat", "apple"}, {"cat", "red dog"});
  CHECK(looks[0].leak == "red went to the dog's box");
  CHECK(looks[1].leak.empty());
  looks = looksOf(labels, {"cat", "apple"}, {"cat", "red apple"});
  CHECK(looks[0].leak == "red apple went to the dog's box");
  looks = looksOf(labels, {"cat", "apple"}, {"a dog", "apple"});
  CHECK(looks[0].leak == "apple went to the dog's box");
  CHECK(looks[1].leak == "dog went to the red apple's box");
  looks = looksOf({"red apple", "green pear"}, {"cat"}, {"green apple", "red pear"});
  CHECK(looks[0].leak == "red went to the green pear's box");
  CHECK(looks[1].leak == "green went to the red apple's box");
}

TEST_CASE("Words that a box has lost are found in a box that is taken for a third thing",
          "[looks]") {
  const Texts labels = {"red apple", "dog"}, names = {"shirt", "heart"};
  const auto candidates = lookCandidates(labels, names);
  REQUIRE(phrasesOf(candidates) == Texts{"red apple", "dog", "red dog", "shirt", "heart"});
  // A green block that is no apple, and a red heart in the dog's box.
  auto looks = looksFrom({{0, 1, 0, 5, 0}, {0, 0, 3, 0, 5}}, candidates, labels);
  CHECK(looks[0].name == "shirt");
  CHECK(looks[1].name == "heart");
  CHECK(looks[0].leak == "red went to the dog's box");
  // The apple's box is as red as it should be: nothing has left it.
  CHECK(looksFrom({{1, 0, 0, 5, 0}, {0, 0, 3, 0, 5}}, candidates, labels)[0].leak.empty());
  CHECK(looksFrom({{5, 1, 0, 0, 0}, {0, 0, 3, 0, 5}}, candidates, labels)[0].leak.empty());
  // The dog's box shows a dog.
  CHECK(looksFrom({{0, 1, 0, 5, 0}, {0, 5, 3, 0, 0}}, candidates, labels)[0].leak.empty());
}
