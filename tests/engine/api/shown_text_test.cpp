#include "engine/api/shown_text.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/api/errors.h"

using namespace everyword;
using namespace std::string_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

TEST_CASE("Control characters are shown, letters of any language stay", "[api]") {
  CHECK(shownText("dog \x1b]0;PWNED\x07\x1b[2J") == "dog \\x1b]0;PWNED\\x07\\x1b[2J");
  CHECK(shownText("a\0b\x7f\n"s) == "a\\x00b\\x7f\\x0a");
  CHECK(shownText("\xc2\x9b"
                  "31m") == "\\x9b31m");  // C1: begins a sequence too
  CHECK(shownText("a\xe2\x80\xae"
                  "b") == "a\\u202eb");  // right-to-left override
  CHECK(shownText("\xff\xc3(\xed\xa0\x80") == "\\xff\\xc3(\\xed\\xa0\\x80");
  CHECK(shownText("gr\xc3\xbcn \xe7\x8b\x97 \xf0\x9f\x90\xb6") ==
        "gr\xc3\xbcn \xe7\x8b\x97 \xf0\x9f\x90\xb6");
  CHECK(shownText("a\tb\n\x1b", /*keepLines=*/true) == "a\tb\n\\x1b");
}

TEST_CASE("A text that is too long loses its middle, between letters", "[api]") {
  CHECK(shortText("short", 20) == "short");
  const std::string cut = shortText(std::string(50, 'a') + std::string(50, 'b'), 20);
  CHECK(cut == "aaaaaaaaaa ... bbbbb");
  std::string umlauts;
  for (int i = 0; i < 100000; ++i) {
    umlauts += "\xc3\xbc";
  }
  const std::string shown = shortText(umlauts, 20);
  CHECK(shown == shownText(shown));  // still UTF-8
  CHECK(std::count(shown.begin(), shown.end(), '\xc3') == 15);
}

TEST_CASE("An error quotes neither control characters nor a hundred thousand letters", "[api]") {
  const InputError error("'steps' cannot be '" + std::string(100000, 'x') + "\x1b[2J'", "use less");
  const std::string text = error.what();
  CHECK(text.size() <= Error::kLongest);
  CHECK_THAT(text, StartsWith("'steps' cannot be") && EndsWith("\\x1b[2J': use less"));
}

TEST_CASE("A typed text is judged by length, control characters and UTF-8", "[api]") {
  CHECK(textFault("a dog\t\r\non \xc2\x85grass\xe2\x80\xa8").empty());
  CHECK_THAT(textFault("a\x1b"), Contains("control character (\\x1b)"));
  CHECK_THAT(textFault("a\0"s), Contains("control character (\\x00)"));
  CHECK_THAT(textFault("\xc2\x9b"), Contains("control character (\\x9b)"));
  CHECK_THAT(textFault("\x80"), Contains("UTF-8"));
  CHECK_THAT(textFault(std::string(kLongestText + 1, 'a')), Contains("too long"));
  CHECK(textFault(std::string(kLongestText, 'a')).empty());
}
