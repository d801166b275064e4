// An audit with the starter pack: the words of each picture's prompt, in batches and alone.
#include "engine/api/audit.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "engine/api/errors.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

const std::string kScenes = EVERYWORD_SOURCE_DIR "/resources/starter/scenes/";

std::vector<AuditResult> audited(const std::vector<AuditItem> &items, int batch,
                                 double neglectedBelow = 0.7) {
  AuditRequest request;
  request.items = items;
  request.models.pack = EVERYWORD_SOURCE_DIR "/resources/starter";
  request.batch = batch;
  request.neglectedBelow = neglectedBelow;
  std::vector<AuditResult> results;
  auditPictures(request, [&](const AuditResult &result) {
    results.push_back(result);
    return true;
  });
  return results;
}

void write(const std::string &path, const std::string &text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("Pictures audited together have the scores that they have alone", "[explain]") {
  const std::vector<AuditItem> items = {
      {kScenes + "00.png", "a pencil and a ship"},
      {kScenes + "00.png", "a pencil and a ship and a crab beside a palm tree"},
      {kScenes + "01.png", "a volcano"}};
  const std::vector<AuditResult> together = audited(items, 3), alone = audited(items, 1);
  REQUIRE(together.size() == items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    CHECK(together[i].item == items[i]);
    CHECK(together[i].similarity == Approx(alone[i].similarity).margin(1e-5));
    REQUIRE(together[i].words.size() == alone[i].words.size());
    for (std::size_t w = 0; w < alone[i].words.size(); ++w) {
      CHECK(together[i].words[w].relevance == Approx(alone[i].words[w].relevance).margin(1e-4));
    }
  }
  // Function words are not asked for, a compound noun is one word.
  std::vector<std::string> words;
  for (const AuditWord &word : together[1].words) {
    words.push_back(word.word);
  }
  CHECK(words == std::vector<std::string>{"pencil", "ship", "crab", "palm tree"});
}

TEST_CASE("A word is neglected below a share of the mean, and the result says by how much",
          "[explain]") {
  const std::vector<AuditItem> items = {{kScenes + "00.png", "a pencil and a ship and a crab"}};
  const AuditResult strict = audited(items, 1, 1.0).at(0), never = audited(items, 1, 0.0).at(0);
  double sum = 0;
  for (const AuditWord &word : strict.words) {
    sum += word.relevance;
  }
  const double mean = sum / static_cast<double>(strict.words.size());
  for (const AuditWord &word : strict.words) {
    CHECK(word.neglected == (word.relevance < mean));
  }
  REQUIRE(strict.leastWord() != nullptr);
  CHECK(strict.leastWord()->relevance * strict.wouldNeed == Approx(mean));
  CHECK(never.wouldNeed == 1);
}

TEST_CASE("What cannot be audited is said and ends nothing", "[explain]") {
  const TemporaryFolder folder;
  write(folder.file("broken.png"), "\x89PNG\r\n\x1a\nbroken");
  const std::vector<AuditResult> results = audited({{folder.file("broken.png"), "a dog"},
                                                    {folder.file("gone.png"), "a dog"},
                                                    {kScenes + "00.png", " \n"},
                                                    {kScenes + "00.png", std::string(5000, 'a')},
                                                    {kScenes + "00.png", "a pencil"}},
                                                   5);
  REQUIRE(results.size() == 5);
  CHECK_THAT(results[0].problem, Contains("broken.png"));
  CHECK_THAT(results[1].problem, Contains("gone.png"));
  CHECK_THAT(results[2].problem, Contains("has no prompt"));
  CHECK_FALSE(results[3].problem.empty());
  CHECK(results[4].problem.empty());
  CHECK(results[4].words.size() == 1);
}

TEST_CASE("A table may hold quotes, commas and line breaks; what is wrong with it is said",
          "[explain]") {
  const TemporaryFolder folder;
  const std::string table = folder.file("prompts.csv");
  write(table,
        "\xef\xbb\xbfprompt,seed,file\r\n\"a \"\"red\"\" apple, a "
        "dog\",1,a.png\r\n\r\n\"two\nlines\",2,b/c.png");
  const std::vector<AuditItem> items = auditItems(folder.path().string(), table);
  REQUIRE(items.size() == 2);
  CHECK(items[0].prompt == "a \"red\" apple, a dog");
  CHECK(items[0].picture == folder.file("a.png"));
  CHECK(items[1].prompt == "two\nlines");

  const auto refusal = [&](const std::string &text) {
    write(table, text);
    try {
      auditItems(folder.path().string(), table);
      return std::string();
    } catch (const Error &error) {
      return std::string(error.what());
    }
  };
  CHECK_THAT(refusal("file,text\na.png,b\n"), Contains("no column 'prompt'"));
  CHECK_THAT(refusal("file,prompt\na.png,b,c\n"), Contains("row 2") && Contains("3 fields"));
  CHECK_THAT(refusal("file,prompt\n"), Contains("there are no pictures"));
  CHECK_THROWS_AS(auditItems(folder.file("nowhere"), ""), FileError);
}

TEST_CASE("A result is read back as it was written, and a page escapes what strangers typed",
          "[explain]") {
  AuditResult result;
  result.item = {"/pictures/a b#1.png", "<script>alert(1)</script>, \"x\"", "10-20"};
  result.similarity = 0.25;
  result.wouldNeed = 2.5;
  result.words = {{"script", 0.125, true}, {"alert", 1, false}};
  const AuditResult again = auditFromLine(auditLine(result));
  CHECK(again.item == result.item);
  CHECK(again.words[0].relevance == 0.125);
  CHECK(again.words[0].neglected);
  CHECK(again.wouldNeed == 2.5);
  CHECK_THROWS_AS(auditFromLine("{\"file\": 5}"), FileError);
  CHECK_THROWS_AS(auditFromLine("{"), FileError);

  const std::string page = auditHtml({result}, "/pictures");
  CHECK_THAT(page, !Contains("<script>alert"));
  CHECK_THAT(page, Contains("src=\"a%20b%231.png\""));
  CHECK_THAT(auditCsv({result}), Contains("\"<script>alert(1)</script>, \"\"x\"\"\""));
}
