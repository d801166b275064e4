#include "engine/explain/generator_prompt.h"

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "tests/engine/export/test_frames.h"
#include "tests/engine/pictures/picture_bytes.h"

using namespace everyword;
using namespace everyword::testing;

namespace {

std::string promptOf(const std::string &keyword, const std::string &text) {
  Bytes data = bytesOf(keyword);
  data.push_back(0);
  append(data, bytesOf(text));
  return promptIn(rgbPng(*testFrame(8, 8), pngChunk("tEXt", data)), "a.png");
}

}  // namespace

TEST_CASE("The prompt is found where each generator leaves it", "[explain]") {
  CHECK(promptOf("everyword", R"({"prompt": "a red apple", "seed": 3})") == "a red apple");
  CHECK(promptOf("parameters", "a dog, grass\nNegative prompt: blurry\nSteps: 20, Seed: 5") ==
        "a dog, grass");
  CHECK(promptOf("parameters", "a dog\nSteps: 20, Seed: 5") == "a dog");
  CHECK(promptOf("parameters", "a dog on\na hill") == "a dog on\na hill");
  CHECK(promptOf("prompt", R"({"3": {"class_type": "KSampler", "inputs": {"positive": ["6", 0],
      "negative": ["7", 0]}}, "7": {"inputs": {"text": "blurry"}}, "6": {"inputs": {"text": "a cat"}}})") ==
        "a cat");
  CHECK(promptOf("prompt", R"({"3": {"inputs": {"positive": ["5", 0]}},
      "5": {"inputs": {"conditioning": ["6", 0]}}, "6": {"inputs": {"text": "a cat"}}})") ==
        "a cat");
  CHECK(promptOf("prompt", "a plain sentence") == "a plain sentence");
  CHECK(promptOf("invokeai_metadata", R"({"positive_prompt": "a ship"})") == "a ship");
  CHECK(promptOf("sd-metadata", R"({"image": {"prompt": [{"prompt": "a ship", "weight": 1}]}})") ==
        "a ship");
  CHECK(promptOf("Description", "a tower") == "a tower");
  CHECK(promptOf("Software", "a tower").empty());
}

TEST_CASE("Metadata that is something else is no prompt and no error", "[explain]") {
  // A graph that leads in a circle, links of other types, JSON that is cut or nested too deeply.
  for (const std::string &text :
       {std::string(R"({"3": {"inputs": {"positive": ["3", 0], "conditioning": ["3", 0]}}})"),
        std::string(R"({"3": {"inputs": {"positive": [7]}}})"),
        std::string(R"({"3": {"inputs": "positive"}, "4": 5})"), std::string(R"({"3": [1]})")}) {
    CAPTURE(text);
    CHECK(promptOf("prompt", text).empty());
  }
  for (const std::string &text : {std::string("{\"prompt\": "), std::string(100'000, '['),
                                  std::string("[]"), std::string(R"({"prompt": 5})")}) {
    CHECK(promptOf("everyword", text).empty());
    CHECK(promptOf("invokeai_metadata", text).empty());
  }
  CHECK_THROWS_AS(promptIn(bytesOf("no picture"), "a.txt"), FileError);
}
