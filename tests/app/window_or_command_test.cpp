#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/app/program.h"
#include "tests/support/temporary_folder.h"

using namespace everyword::testing;
using Catch::Matchers::Contains;

TEST_CASE("--version and --help answer on stdout, without a display", "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult version = runEveryword({"--version"}, folder.path().string());
  CHECK(version.exitCode == 0);
  CHECK_THAT(version.out, Catch::Matchers::StartsWith("everyword ") && Contains("."));
  const ProgramResult help = runEveryword({"--help"}, folder.path().string());
  CHECK(help.exitCode == 0);
  CHECK_THAT(help.out, Contains("generate") && Contains("explain") && Contains("bench") &&
                           Contains("models") && Contains("Exit codes"));
  for (const char *command : {"generate", "explain", "bench", "models"}) {
    const ProgramResult one = runEveryword({command, "--help"}, folder.path().string());
    CHECK(one.exitCode == 0);
    CHECK_THAT(one.out, Contains("xample"));
    CHECK(one.err.empty());
  }
  CHECK(folder.entries() == 0);
}

TEST_CASE("models list names the starter pack, for people and for programs", "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult text = runEveryword({"models", "list"}, folder.path().string());
  CHECK(text.exitCode == 0);
  CHECK_THAT(text.out, Contains("starter"));
  const ProgramResult json = runEveryword({"models", "list", "--json"}, folder.path().string());
  REQUIRE(json.exitCode == 0);
  const auto packs = nlohmann::json::parse(json.out);
  REQUIRE_FALSE(packs.empty());
  CHECK(packs[0].at("name") == "starter");
  CHECK(packs[0].at("words").size() > 100);
}
