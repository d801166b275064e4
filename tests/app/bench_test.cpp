#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/app/program.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace fs = std::filesystem;

TEST_CASE(
    "bench layouts prints one table and writes numbers and pictures, also when it is interrupted",
    "[cli]") {
  const TemporaryFolder folder;
  bool sent = false;
  const ProgramResult result =
      runEveryword({"bench", "layouts", "--quick", "--steps", "1", "--threads", "1", "-o", "out"},
                   folder.path().string(), [&](const std::string &out, int process) {
                     if (!sent && out.find("8/72") != std::string::npos) {
                       sent = true;
                       ::kill(process, SIGINT);
                     }
                   });
  CAPTURE(result.out, result.err);
  CHECK(result.exitCode == 130);
  CHECK_THAT(result.out,
             Contains("precision") && Contains("recall") && Contains("F1") && Contains("s/run"));
  CHECK_THAT(result.out, Contains("relevance") && Contains("masked") &&
                             Contains("similarity_masked") && Contains("points of F1"));
  CHECK(fs::file_size(folder.file("out/sheet.png")) > 1000);
  std::ifstream json(folder.file("out/layouts.json"));
  const auto parsed = nlohmann::json::parse(json);
  CHECK(parsed.at("rows").size() == 3);
  CHECK(parsed.at("runs").size() >= 7);
  std::ifstream csv(folder.file("out/layouts.csv"));
  std::string header;
  std::getline(csv, header);
  CHECK_THAT(header, Contains("label") && Contains("f1"));
}

TEST_CASE("bench speed prints a table with floor and phases, and writes JSON", "[cli]") {
  const TemporaryFolder folder;
  {
    std::ofstream(folder.file("published.json"))
        << R"({"spatial": {"seconds_median": 50, "peak_rss_mb": 15000}, "relevance": {"seconds_median": 1.3}})";
  }
  const ProgramResult result =
      runEveryword({"bench", "speed", "--repeats", "1", "--threads", "1", "--json", "speed.json",
                    "--reference", "published.json"},
                   folder.path().string());
  CAPTURE(result.out, result.err);
  CHECK(result.exitCode == 0);
  CHECK_THAT(result.out, Contains("ratio to floor") && Contains("layout step, six boxes") &&
                             Contains("backward through CLIP") && Contains("x published") &&
                             Contains("first frame, warm"));
  std::ifstream file(folder.file("speed.json"));
  const auto json = nlohmann::json::parse(file);
  CHECK(json.at("matmul_gflops").get<double>() > 0);
  for (const auto &row : json.at("rows")) {
    if (row.at("name") == "layout step" && row.at("precision") == "fp32") {
      CHECK(row.at("ratio_to_floor").get<double>() > 0);
      CHECK(row.at("phases").at("decode").get<double>() > 0);
      CHECK(row.at("times_published").get<double>() ==
            Approx(50 / row.at("seconds").get<double>()));
    }
  }
  const ProgramResult wrong =
      runEveryword({"bench", "speed", "--reference", "speed.json"}, folder.path().string());
  CHECK(wrong.exitCode == 2);
  CHECK_THAT(wrong.err, Contains("no times of the published loop"));
}

TEST_CASE("bench edits keeps what is done and goes on from it", "[cli]") {
  const TemporaryFolder folder;
  bool sent = false;
  const std::vector<std::string> arguments = {
      "bench", "edits", "--quick", "--seeds", "1", "--steps", "1", "--threads", "1", "-o", "out"};
  const ProgramResult cut =
      runEveryword(arguments, folder.path().string(), [&](const std::string &out, int process) {
        if (!sent && out.find("2/4") != std::string::npos) {
          sent = true;
          ::kill(process, SIGINT);
        }
      });
  CAPTURE(cut.out, cut.err);
  CHECK(cut.exitCode == 130);
  const auto cells = [&] {
    std::ifstream file(folder.file("out/edits.json"));
    return nlohmann::json::parse(file).at("cells");
  };
  const auto before = cells();
  CHECK(before.size() >= 2);
  CHECK(before.size() < 4);
  const ProgramResult whole = runEveryword(arguments, folder.path().string());
  CAPTURE(whole.out, whole.err);
  CHECK(whole.exitCode == 0);
  CHECK_THAT(whole.out, Contains("success %") && Contains("identity %") && Contains("clip_only") &&
                            Contains("A person with purple hair"));
  REQUIRE(cells().size() == 4);
  CHECK(cells()[0] == before[0]);
  CHECK(cells()[0].at("edits").size() == 4);
  CHECK(fs::file_size(folder.file("out/sheet.png")) > 1000);
  std::ifstream csv(folder.file("out/edits.csv"));
  std::string header;
  std::getline(csv, header);
  CHECK_THAT(header, Contains("lambda") && Contains("identity"));

  const ProgramResult other = runEveryword(
      {"bench", "edits", "--seeds", "1", "--steps", "2", "-o", "out"}, folder.path().string());
  CHECK(other.exitCode == 2);
  CHECK_THAT(other.err, Contains("other settings"));
}
