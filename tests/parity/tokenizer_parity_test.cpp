#include <ATen/ATen.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "engine/text/tokenizer.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

// CLIP's own vocabulary is not ours to give away: bpe_simple_vocab_16e6.txt.gz, for example out of
// the PyPI wheel open_clip_torch 3.3.0.
std::string clipMerges() {
  const char *named = std::getenv("EVERYWORD_CLIP_MERGES");
  const std::string path =
      named ? named : EVERYWORD_SOURCE_DIR "/.deps/bpe_simple_vocab_16e6.txt.gz";
  return std::filesystem::exists(path) ? path : "";
}

#define REQUIRE_VOCABULARY(path)                                              \
  const std::string path = clipMerges();                                      \
  if (path.empty()) {                                                         \
    WARN(                                                                     \
        "SKIPPED: CLIP's vocabulary is absent; set EVERYWORD_CLIP_MERGES to " \
        "bpe_simple_vocab_16e6.txt.gz, or put "                               \
        "it into .deps/");                                                    \
    return;                                                                   \
  }

std::vector<WordSpan> wordsOf(const nlohmann::json &entry) {
  std::vector<WordSpan> words;
  for (const auto &word : entry.at("words")) {
    words.push_back({word.at("word").get<std::string>(), word.at("begin").get<int>(),
                     word.at("end").get<int>()});
  }
  return words;
}

void compareWords(const std::vector<WordSpan> &actual, const std::vector<WordSpan> &expected) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    CHECK(actual[i].word == expected[i].word);
    CHECK(actual[i].begin == expected[i].begin);
    CHECK(actual[i].end == expected[i].end);
  }
}

}  // namespace

TEST_CASE("Every text of the fixture gets the reference's tokens and words") {
  REQUIRE_VOCABULARY(merges);
  const Fixture fixture("tokenizer", "clip_bpe");
  const Tokenizer tokenizer = Tokenizer::load(merges);
  const nlohmann::json &vocabulary = fixture.json().at("vocabulary");
  CHECK(tokenizer.vocabularySize() == vocabulary.at("vocab_size").get<std::int64_t>());
  CHECK(tokenizer.startToken() == vocabulary.at("start_of_text").get<std::int64_t>());
  CHECK(tokenizer.endToken() == vocabulary.at("end_of_text").get<std::int64_t>());
  const int context = vocabulary.at("context_length").get<int>();
  REQUIRE_FALSE(fixture.json().at("cases").empty());
  for (const nlohmann::json &entry : fixture.json().at("cases")) {
    const auto text = entry.at("text").get<std::string>();
    INFO("text: " << text << (entry.at("needs_ftfy").get<bool>() ? " (needs repair)" : ""));
    const Encoded encoded = tokenizer.encode(text);
    CHECK(encoded.ids == entry.at("ids").get<std::vector<std::int64_t>>());
    compareWords(encoded.words, wordsOf(entry));
    int truncated = -1;
    const std::vector<std::int64_t> row = tokenizer.row(encoded, context, &truncated);
    CHECK((truncated == 0) == entry.at("fits_context_" + std::to_string(context)).get<bool>());
    CHECK(row.size() == static_cast<std::size_t>(context));
  }
}

TEST_CASE("The starter pack's prompts get the tokens that it was trained with") {
  const Fixture fixture("starter", "starter");
  const std::string merges = starterFolder() + "/merges.txt";
  INFO("merges: " << merges);
  REQUIRE(std::filesystem::exists(merges));
  const Tokenizer tokenizer = Tokenizer::load(merges);
  const at::Tensor expected = fixture.in("token_ids").to(at::kLong);
  const auto prompts = fixture.json().at("prompts").get<std::vector<std::string>>();
  REQUIRE(expected.size(0) == static_cast<std::int64_t>(prompts.size()));
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    INFO("prompt: " << prompts[i]);
    const std::vector<std::int64_t> row =
        tokenizer.row(tokenizer.encode(prompts[i]), static_cast<int>(expected.size(1)));
    const at::Tensor wanted = expected[static_cast<std::int64_t>(i)].contiguous();
    CHECK(row == std::vector<std::int64_t>(wanted.data_ptr<std::int64_t>(),
                                           wanted.data_ptr<std::int64_t>() + wanted.numel()));
  }
}
