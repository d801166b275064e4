#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/pictures/read_picture.h"
#include "tests/engine/export/test_frames.h"
#include "tests/engine/pictures/picture_bytes.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

Bytes keyed(const std::string &head, const Bytes &text) {
  Bytes data = bytesOf(head);
  append(data, text);
  return data;
}

Bytes plainText(const std::string &text) {
  return pngChunk("tEXt", keyed(std::string("everyword\0", 10), bytesOf(text)));
}

Bytes packedText(const std::string &text) {
  return pngChunk("zTXt", keyed(std::string("everyword\0\0", 11), packed(bytesOf(text))));
}

Bytes internationalText(const std::string &text, bool compressed) {
  std::string head("everyword\0\0\0de\0Wort\0", 20);
  head[10] = compressed ? 1 : 0;
  return pngChunk("iTXt", keyed(head, compressed ? packed(bytesOf(text)) : bytesOf(text)));
}

const std::string kGerman =
    "{\"prompt\": \"ein s\xc3\xbc\xc3\x9f"
    "es Schiff\"}";

}  // namespace

TEST_CASE("A recipe is found in every kind of text chunk, before and behind the pixels",
          "[pictures]") {
  const FramePtr frame = testFrame(8, 8);
  const Bytes other = pngChunk("tEXt", bytesOf(std::string("Comment\0everyword", 17)));
  for (const Bytes &chunk : {plainText(kGerman), packedText(kGerman),
                             internationalText(kGerman, false), internationalText(kGerman, true)}) {
    Bytes chunks = other;
    append(chunks, chunk);
    CHECK(recipeIn(rgbPng(*frame, chunks), "a") == kGerman);
    CHECK(recipeIn(rgbPng(*frame, {}, chunks), "a") == kGerman);
    CHECK(decodePicture(rgbPng(*frame, {}, chunks), "a")->rgba == frame->rgba);
  }
}

TEST_CASE("Latin-1 text of other programs becomes UTF-8", "[pictures]") {
  CHECK(recipeIn(rgbPng(*testFrame(8, 8), plainText("s\xfc\xdf")), "a") == "s\xc3\xbc\xc3\x9f");
}

TEST_CASE("The recipe is read without the pixels, which may be damaged", "[pictures]") {
  const Bytes whole = rgbPng(*testFrame(32, 32), plainText("{}"));
  const Bytes cut(whole.begin(), whole.end() - 40);
  CHECK(recipeIn(cut, "a") == "{}");
  CHECK_THROWS_WITH(decodePicture(cut, "a"), Contains("ends too early"));
  // Without a recipe in sight the damage is said.
  const Bytes plain = rgbPng(*testFrame(32, 32));
  CHECK_THROWS_WITH(recipeIn({plain.data(), plain.size() - 40}, "a"), Contains("ends too early"));
}

TEST_CASE("Other keywords are not taken for the recipe, and other formats carry none",
          "[pictures]") {
  const FramePtr frame = testFrame(8, 8);
  for (const std::string &head : {std::string("everyword2\0x", 12), std::string("Everyword\0x", 11),
                                  std::string("everyword"), std::string("every\0word", 10)}) {
    CHECK_FALSE(recipeIn(rgbPng(*frame, pngChunk("tEXt", bytesOf(head))), "a").has_value());
  }
  CHECK_FALSE(recipeIn(jpegOf(*frame), "a").has_value());
  CHECK_FALSE(recipeIn(webpOf(*frame), "a").has_value());
  CHECK_THROWS_WITH(recipeIn(bytesOf("{}"), "a"), Contains("no picture"));
}

TEST_CASE("A recipe that is damaged or unpacks to too much is refused", "[pictures]") {
  const FramePtr frame = testFrame(8, 8);
  const std::string large(5u << 20u, 'x');
  CHECK_THROWS_WITH(recipeIn(rgbPng(*frame, packedText(large)), "a"), Contains("too large"));
  CHECK_THROWS_WITH(recipeIn(rgbPng(*frame, plainText(large)), "a"), Contains("too large"));
  const Bytes broken = pngChunk("zTXt", bytesOf(std::string("everyword\0\0abc", 14)));
  CHECK_THROWS_WITH(recipeIn(rgbPng(*frame, broken), "a"), Contains("damaged"));
  const Bytes cut = pngChunk("iTXt", bytesOf(std::string("everyword\0\0\0de", 14)));
  CHECK_THROWS_WITH(recipeIn(rgbPng(*frame, cut), "a"), Contains("damaged"));
  Bytes flipped = plainText("{\"seed\": 3}");
  flipped[20] ^= 1;
  CHECK_THROWS_WITH(recipeIn(rgbPng(*frame, flipped), "a"), Contains("checksum"));
}
