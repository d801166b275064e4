#include "engine/run/text_features.h"

#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/models/model_loader.h"

using namespace everyword;

namespace {

const LoadedModels &starterClip() {
  static const LoadedModels models =
      ModelLoader(EVERYWORD_SOURCE_DIR "/resources").load(ModelSet{}, c10::kCPU, {"clip"});
  return models;
}

}  // namespace

TEST_CASE("Texts that are typed one after the other during a run do not pile up", "[run]") {
  TextFeatures texts(starterClip());
  const at::Tensor dog = texts.of("a dog");
  texts.trace("a red apple");
  for (int i = 0; i < 100; ++i) {
    texts.of("a dog " + std::to_string(i));
    texts.of("a dog");  // in use
  }
  CHECK(texts.kept() < 50);
  CHECK(at::equal(texts.of("a dog"), dog));
  CHECK(at::equal(texts.of("a dog 0"), texts.of("a dog 0")));
}

TEST_CASE("A text has one feature of unit length, whether it is traced or not", "[run]") {
  TextFeatures plain(starterClip()), traced(starterClip());
  traced.trace("a red apple");
  CHECK(plain.of("a red apple").norm().item<double>() == Approx(1.0));
  CHECK(at::allclose(plain.of("a red apple"), traced.of("a red apple"), 1e-4, 1e-5));
  CHECK(plain.ofAll({"a dog", "a red apple"}).sizes() ==
        at::IntArrayRef{2, plain.of("a dog").size(1)});
  CHECK(plain.ofAll({}).size(0) == 0);
}

TEST_CASE(
    "Chosen words cover their tokens, the text's side is kept, and a word that is missing is named",
    "[run]") {
  TextFeatures texts(starterClip());
  const ChosenWords words = texts.chosenWords("a red apple and a dog", {"apple", "dog"});
  REQUIRE(words.tokens.size(0) == 2);
  CHECK(words.tokens.sum(1).min().item<double>() >= 1);
  CHECK((words.tokens[0] * words.tokens[1]).sum().item<double>() == 0);
  CHECK(texts.chosenWords("a red apple and a dog", {"dog"}).text == words.text);
  CHECK(texts.chosenWords("a dog", {"dog"}).text != words.text);
  CHECK_THROWS_WITH(texts.chosenWords("a red apple", {"apple", "dog"}), Catch::Contains("dog"));
}
