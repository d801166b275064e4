#include "engine/api/utf8.h"

#include <catch2/catch.hpp>

using namespace everyword;

TEST_CASE("Code points are taken one by one, and a stray byte is replaced alone", "[api]") {
  std::string_view text = "a\xc3\xbc\xe7\x8c\xab\xf0\x9f\x98\x80\xff\xe7\x8c!";
  const std::u32string wanted = U"aü猫😀\xFFFD\xFFFD\xFFFD!";
  std::u32string seen;
  while (!text.empty()) {
    seen += takeCodePoint(text);
  }
  CHECK(seen == wanted);
  std::string back;
  for (const char32_t c : std::u32string(U"aü猫😀")) {
    appendUtf8(back, c);
  }
  CHECK(back == "a\xc3\xbc\xe7\x8c\xab\xf0\x9f\x98\x80");
}

TEST_CASE("Overlong forms, surrogates and cut sequences are no UTF-8", "[api]") {
  CHECK(isUtf8(""));
  CHECK(
      isUtf8("ein s\xc3\xbc\xc3\x9f"
             "es Schiff \xef\xbf\xbd"));
  for (const char *wrong : {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                            "\xf8\x88\x80\x80\x80", "\xc3", "\xe7\x8c", "\x80"}) {
    CHECK_FALSE(isUtf8(wrong));
  }
}

TEST_CASE("Text is cut between characters at every length", "[api]") {
  // Two letters, three cats, an e with an accent as a mark of its own, a face.
  const std::string text =
      "ab\xe7\x8c\xab\xe7\x8c\xab\xe7\x8c\xab"
      "e\xcc\x81\xf0\x9f\x98\x80";
  for (std::size_t most = 0; most <= text.size() + 2; ++most) {
    const std::string cut = truncateUtf8(text, most);
    INFO(most << ": " << cut);
    CHECK(cut.size() <= most);
    CHECK(cut.size() + 4 > std::min(most, text.size()));
    CHECK(isUtf8(cut));
    CHECK(text.rfind(cut, 0) == 0);
    CHECK((cut.empty() || cut.back() != 'e'));  // not without its mark
  }
  CHECK(truncateUtf8(text, text.size()) == text);
}
