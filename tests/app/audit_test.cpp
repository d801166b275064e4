#include "engine/api/audit.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/app/program.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

const std::string kScenes = EVERYWORD_SOURCE_DIR "/resources/starter/scenes/";

std::string textOf(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

ProgramResult audit(const TemporaryFolder &folder, const std::vector<std::string> &more = {}) {
  std::vector<std::string> arguments = {"audit",     "pictures", "--prompts", "prompts.csv",
                                        "--threads", "1",        "-o",        "out"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return runEveryword(arguments, folder.path().string());
}

}  // namespace

TEST_CASE("audit writes a table and a page, and goes on where it was interrupted", "[cli]") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("pictures"));
  std::filesystem::copy_file(kScenes + "00.png", folder.file("pictures/a.png"));
  std::filesystem::copy_file(kScenes + "01.png", folder.file("pictures/b.png"));
  std::ofstream(folder.file("prompts.csv")) << "file,prompt\na.png,a pencil and a ship\nb.png,a "
                                               "volcano and a television\ngone.png,a dog\n";
  const ProgramResult first = audit(folder);
  CAPTURE(first.out, first.err);
  REQUIRE(first.exitCode == 0);
  CHECK_THAT(first.out, Contains("3 pictures") && Contains("1 could not be audited"));
  const std::string csv = textOf(folder.file("out/audit.csv"));
  CHECK_THAT(csv, Contains("pencil ") && Contains("television ") && Contains("gone.png"));
  CHECK_THAT(textOf(folder.file("out/audit.html")), Contains("src=\"../pictures/a.png\""));

  // A kill has cut the last line; a picture has changed since.
  const std::string journal = textOf(folder.file("out/audit.jsonl"));
  std::ofstream(folder.file("out/audit.jsonl")) << journal.substr(0, journal.size() - 10);
  std::filesystem::copy_file(kScenes + "02.png", folder.file("pictures/b.png"),
                             std::filesystem::copy_options::overwrite_existing);
  const ProgramResult second = audit(folder);
  CHECK(second.exitCode == 0);
  CHECK_THAT(second.out, Contains("Audited already: 1\n"));
  CHECK(textOf(folder.file("out/audit.csv")) != csv);

  CHECK(audit(folder, {"--neglected-below", "0.5"}).exitCode == 2);
}
