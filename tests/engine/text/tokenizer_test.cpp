#include "engine/text/tokenizer.h"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "engine/api/errors.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using Catch::Contains;
using everyword::testing::TemporaryFolder;
using Ids = std::vector<std::int64_t>;

namespace {

// 512 ca, 513 cat</w>, 514 at</w> (outranked by "c a" in "cat")
const std::string kMerges = "#version: 0.2\nc a\nca t</w>\na t</w>\n";

Tokenizer tiny() {
  TemporaryFolder folder;
  return Tokenizer::load(folder.write("merges.txt", kMerges));
}

// Byte symbols: printable bytes from '!' on come first.
std::int64_t symbol(char letter) { return letter - '!'; }
std::int64_t lastSymbol(char letter) { return 256 + symbol(letter); }

std::string gzip(const std::string &text) {
  std::string packed(text.size() + 1024, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef *>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string fault(const std::string &content) {
  TemporaryFolder folder;
  try {
    Tokenizer::load(folder.write("merges.txt", content));
    return "";
  } catch (const FileError &error) {
    return error.what();
  }
}

std::vector<std::string> words(const std::string &text) {
  std::vector<std::string> result;
  for (const WordSpan &span : tiny().encode(text).words) {
    result.push_back(span.word);
  }
  return result;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "Merges are applied by rank, and the last symbol of a piece carries the end-of-word mark") {
  const Tokenizer tokenizer = tiny();
  CHECK(tokenizer.vocabularySize() == 517);
  CHECK(tokenizer.startToken() == 515);
  CHECK(tokenizer.endToken() == 516);
  CHECK(tokenizer.encode("cat").ids == Ids{513});
  CHECK(tokenizer.encode("at").ids == Ids{514});
  CHECK(tokenizer.encode("cats").ids == Ids{512, symbol('t'), lastSymbol('s')});
  CHECK(tokenizer.encode("cacat").ids == Ids{512, 513});
  CHECK(tokenizer.encode("").ids.empty());
}

TEST_CASE("Words of the cleaned text cover all tokens") {
  const Encoded encoded = tiny().encode("  The\tCAT's  hat2!  ");
  REQUIRE(encoded.words.size() == 3);
  CHECK(encoded.words[0].word == "the");
  CHECK(encoded.words[1].word == "cat's");
  CHECK(encoded.words[2].word == "hat2!");
  CHECK(encoded.words[0].begin == 0);
  CHECK(encoded.words[1].begin == encoded.words[0].end);
  CHECK(encoded.words[2].begin == encoded.words[1].end);
  CHECK(encoded.words[2].end == static_cast<int>(encoded.ids.size()));
  // cat</w> | ' s</w>: the suffix is a piece of its own.
  CHECK(Ids(encoded.ids.begin() + 3, encoded.ids.begin() + 6) ==
        Ids{513, symbol('\''), lastSymbol('s')});
  // h at</w> | 2</w> | !</w>
  CHECK(Ids(encoded.ids.begin() + 6, encoded.ids.end()) ==
        Ids{symbol('h'), 514, lastSymbol('2'), lastSymbol('!')});
}

TEST_CASE("A row has start, tokens, end and zeros, and tells how many tokens were cut off") {
  const Tokenizer tokenizer = tiny();
  int truncated = -1;
  CHECK(tokenizer.row(tokenizer.encode("cat at"), 6, &truncated) == Ids{515, 513, 514, 516, 0, 0});
  CHECK(truncated == 0);
  CHECK(tokenizer.row(tokenizer.encode("cat at cat at"), 4, &truncated) == Ids{515, 513, 514, 516});
  CHECK(truncated == 2);
  CHECK(tokenizer.row(Encoded{}, 2) == Ids{515, 516});
  CHECK_THROWS_AS(tokenizer.row(Encoded{}, 1), InputError);
}

TEST_CASE("Bytes outside ASCII are encoded one by one, and invalid UTF-8 does no harm") {
  const Tokenizer tokenizer = tiny();
  CHECK(tokenizer.encode("\xc3\xa9").ids == Ids{94 + 12 + 0xc3 - 174, 256 + 94 + 0xa9 - 161});
  CHECK(tokenizer.encode("\xff\xfe").words.size() == 1);
  CHECK(tokenizer.encode(std::string("a\0b", 3)).words[0].word == "ab");
}

TEST_CASE("Markers stand for their tokens where a piece begins") {
  CHECK(tiny().encode("<|startoftext|>cat<|EndOfText|>").ids == Ids{515, 513, 516});
}

TEST_CASE("Accidents of copied text are repaired") {
  CHECK(words("caf\u00c3\u00a9") == Words{"caf\u00e9"});
  CHECK(words("don\u00e2\u20ac\u2122t") == Words{"don't"});
  CHECK(words("\u201cit\u2019s\u201d") == Words{"\"it's\""});
  CHECK(words("\ufb01sh \uff23\uff21\uff34") == Words{"fish", "cat"});
  CHECK(words("cafe\u0301") == Words{"caf\u00e9"});
  CHECK(words("a\u2028b\x1b[31mc\x07") == Words{"a", "bc"});
  CHECK(words("&amp;amp;amp; &lt;b&gt; &#x27; &#0; &notit;") ==
        Words{"&", "<b>", "'", "\ufffd", "\u00acit;"});
}

TEST_CASE("Honest accents, quotes and signs stay as they are") {
  CHECK(words("\u201cCAF\u00c9\u201d") == Words{"\"caf\u00e9\""});
  CHECK(words("\u00c9COLE CAF\u00c9\u2122") == Words{"\u00e9cole", "caf\u00e9\u2122"});
  CHECK(words("\u201ccaf\u00e9\u2026\u201d") == Words{"\"caf\u00e9\u2026\""});
  CHECK(words("\u00a35 \u00bfqu\u00e9?") == Words{"\u00a35", "\u00bfqu\u00e9?"});
  CHECK(words("R&D AT&T") == Words{"r&d", "at&t"});
}

TEST_CASE("A gzip vocabulary gives the same tokens as a plain one, and Windows line ends do too") {
  TemporaryFolder folder;
  std::string windows = kMerges;
  for (std::size_t at = 0; (at = windows.find('\n', at)) != std::string::npos; at += 2) {
    windows.replace(at, 1, "\r\n");
  }
  for (const std::string &content : {gzip(kMerges), windows}) {
    const Tokenizer tokenizer = Tokenizer::load(folder.write("merges", content));
    CHECK(tokenizer.vocabularySize() == 517);
    CHECK(tokenizer.encode("cats at cat").ids == tiny().encode("cats at cat").ids);
  }
}

TEST_CASE("A damaged vocabulary is refused with its line") {
  CHECK_THAT(fault("#version\nc a\nc\n"), Contains("merges.txt is damaged: line 3 "));
  CHECK_THAT(fault("#version\nc a\nca b c\n"), Contains("line 3 "));
  CHECK_THAT(fault("#version\nxy z\n"), Contains("line 2 "));
  CHECK_THAT(fault("#version\n\nc a\n"), Contains("line 2 "));
  CHECK_THAT(fault("#version\n"), Contains("is no vocabulary file"));
  CHECK_THAT(fault(""), Contains("is no vocabulary file"));
  const std::string packed = gzip(kMerges);
  CHECK_THAT(fault(packed.substr(0, packed.size() / 2)), Contains("merges.txt"));
  CHECK_THROWS_WITH(Tokenizer::load("/nowhere/merges.txt"),
                    Contains("/nowhere/merges.txt cannot be opened"));
}

TEST_CASE("A vocabulary packed to grow without bound is refused") {
  CHECK_THAT(fault(gzip(std::string(std::size_t{40} << 20, 'a'))), Contains("too large"));
}

TEST_CASE("Empty lines at the end of a vocabulary are none, others are faults") {
  TemporaryFolder folder;
  CHECK(Tokenizer::load(folder.write("m", kMerges + "\r\n\n\n")).vocabularySize() == 517);
  CHECK_THAT(fault("#version: 0.2\n\n\nc a\n"), Contains("line 2"));
  CHECK_THAT(fault(gzip(std::string(6'000'000, '\n') + "c a")), Contains("line 2"));
  CHECK_THAT(fault(gzip(std::string(9'000'000, '\n'))), Contains("too large"));
}

TEST_CASE("Plain words are without punctuation, however the text is spaced and written") {
  const Words expected = {"a", "pencil", "a", "ship"};
  for (const char *text :
       {"a pencil, a ship", "a pencil,a ship", "A Pencil and",
        "a\xc2\xa0pencil,\xe3\x80\x80"
        "a ship",
        "\xef\xbd\x81 (pencil), a ship!", "a pencil&nbsp;a ship", "a\tpencil\r\na \"ship\""}) {
    CAPTURE(text);
    if (std::string(text) == "A Pencil and") {
      CHECK(plainWordsOf(text) == Words{"a", "pencil", "and"});
    } else {
      CHECK(plainWordsOf(text) == expected);
    }
  }
  CHECK(plainWordsOf("the dog\xe2\x80\x99s 1950s t-shirt & caf\x65\xcc\x81") ==
        Words{"the", "dog's", "1950s", "t", "shirt", "&", "caf\xc3\xa9"});
  CHECK(plainWordsOf(" \t ").empty());
}

TEST_CASE("A word or phrase is found with its tokens, without regard to case and punctuation") {
  const Encoded encoded = tiny().encode("The Cat,cat's hat; THE \xce\x9f\xce\x94\xce\x9f\xce\xa3");
  const auto places = [&](const std::string &phrase) {
    std::vector<std::pair<int, int>> spans;
    for (const WordSpan &span : findWords(encoded, phrase)) {
      spans.emplace_back(span.begin, span.end);
    }
    return spans;
  };
  using Spans = std::vector<std::pair<int, int>>;
  // t h e</w> | cat</w> | ,</w> | cat</w> | ' s</w> | h at</w> | ;</w> | t h e</w> | ...
  CHECK(places("CAT!") == Spans{{3, 4}, {5, 8}});
  CHECK(places("cat's") == Spans{{5, 8}});
  CHECK(places("Cats Hat").empty());
  CHECK(places("cat hat") == Spans{{5, 10}});
  CHECK(places(" the ") == Spans{{0, 3}, {11, 14}});
  CHECK(places("\xce\xbf\xce\xb4\xce\xbf\xcf\x83").size() == 1);  // final sigma or not
  CHECK(places("hat the").size() == 1);
  CHECK(places("").empty());
  CHECK(places("dog").empty());
}

TEST_CASE("A text longer than any prompt is refused before it is cut into tokens") {
  CHECK_NOTHROW(tiny().encode(std::string(4000, 'a')));
  CHECK_THROWS_WITH(tiny().encode(std::string(10'000'000, 'a')), Contains("too long"));
}
