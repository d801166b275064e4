// A run that does not end as planned: its folder goes, its terminal closes, its disk is full, its
// reader has gone, there is no display. Nothing that was made is lost.
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

#include "engine/api/exporting.h"
#include "tests/app/program.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace fs = std::filesystem;

namespace {

std::vector<std::string> run(std::vector<std::string> more) {
  std::vector<std::string> arguments = {"generate", "--prompt",  "a dog", "--cutouts",
                                        "1",        "--threads", "1",     "--start",
                                        "plain",    "--json",    "-o",    "out"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

/// Runs `arguments` and calls `act` once, when step 3 is done.
ProgramResult runUntilStepThree(const std::vector<std::string> &arguments,
                                const TemporaryFolder &folder,
                                const std::function<void(int process)> &act) {
  bool done = false;
  const ProgramResult result =
      runEveryword(arguments, folder.path().string(), [&](const std::string &out, int process) {
        if (!done && out.find("\"step\":3,") != std::string::npos) {
          done = true;
          act(process);
        }
      });
  REQUIRE(done);
  return result;
}

/// What a shell command with the program as $EVERYWORD does.
int shell(const std::string &command, const TemporaryFolder &folder) {
  ::setenv("EVERYWORD", EVERYWORD_BINARY, 1);
  ::setenv("EVERYWORD_RESOURCES", EVERYWORD_SOURCE_DIR "/resources", 1);
  const std::string line = "cd '" + folder.path().string() + "' && " + command;
  const int status = std::system(("bash -c \"" + line + "\"").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string contents(const std::string &path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("An output folder that is removed during a run is made again", "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult result = runUntilStepThree(
      run({"--steps", "30"}), folder, [&](int) { fs::remove_all(folder.path() / "out"); });
  CAPTURE(result.err);
  CHECK(result.exitCode == 0);
  CHECK(readPicture(folder.file("out/final.png")) != nullptr);
  CHECK(fs::exists(folder.file("out/run.json")));
}

TEST_CASE("Results whose folder can no longer be made go elsewhere, and the error says where",
          "[cli]") {
  const TemporaryFolder folder;
  const ProgramResult result = runUntilStepThree(run({"--steps", "30"}), folder, [&](int) {
    fs::remove_all(folder.path() / "out");
    std::ofstream(folder.file("out")) << "a file has the folder's name";
  });
  CAPTURE(result.err);
  CHECK(result.exitCode == 3);
  std::smatch found;
  REQUIRE(std::regex_search(result.err, found, std::regex("(/[^ ']*everyword[^ '/]*)")));
  const fs::path elsewhere = found[1].str();
  CHECK(readPicture((elsewhere / "final.png").string()) != nullptr);
  CHECK(fs::exists(elsewhere / "run.json"));
  CHECK(fs::exists(elsewhere / "run.checkpoint"));
  fs::remove_all(elsewhere);
}

TEST_CASE("A terminal that closes and a request to end stop a run like Ctrl+C", "[cli]") {
  for (const int signal : {SIGHUP, SIGTERM}) {
    CAPTURE(signal);
    const TemporaryFolder folder;
    const ProgramResult result = runUntilStepThree(run({"--steps", "5000"}), folder,
                                                   [&](int process) { ::kill(process, signal); });
    CHECK(result.exitCode == 130);
    for (const char *name : {"final.png", "run.json", "run.checkpoint"}) {
      INFO(name);
      CHECK(fs::exists(folder.path() / "out" / name));
    }
  }
}

TEST_CASE("A reader that goes away stops a run like Ctrl+C", "[cli]") {
  const TemporaryFolder folder;
  shell(
      "$EVERYWORD generate --prompt 'a dog' --cutouts 1 --threads 1 --start plain --json --steps "
      "5000 -o out | "
      "head -n 2 > /dev/null",
      folder);
  CHECK(fs::exists(folder.file("out/final.png")));
  CHECK(fs::exists(folder.file("out/run.checkpoint")));
}

TEST_CASE("Standard output that cannot be written is exit code 3 and a sentence", "[cli]") {
  if (::access("/dev/full", W_OK) != 0) {
    WARN("no /dev/full here");
    return;
  }
  const TemporaryFolder folder;
  for (const char *command : {"models list --json", "--version"}) {
    CAPTURE(command);
    CHECK(shell(std::string("$EVERYWORD ") + command + " > /dev/full 2> err", folder) == 3);
    CHECK_THAT(contents(folder.file("err")), Contains("output cannot be written"));
  }
}

TEST_CASE("A limit on the size of files is an error with a sentence, and leaves no part files",
          "[cli]") {
  const TemporaryFolder folder;
  CHECK(shell("ulimit -f 1; $EVERYWORD generate --prompt 'a dog' --cutouts 1 --threads 1 --start "
              "plain --steps 1 "
              "--quiet -o out 2> err",
              folder) == 3);
  CHECK_FALSE(contents(folder.file("err")).empty());
  for (const auto &entry : fs::recursive_directory_iterator(folder.path())) {
    CHECK(entry.path().extension() != ".part");
  }
}

TEST_CASE("A window without a display is one sentence and exit code 3", "[cli]") {
  const TemporaryFolder folder;
  CHECK(shell("env -u DISPLAY -u WAYLAND_DISPLAY QT_QPA_PLATFORM=xcb $EVERYWORD 2> err", folder) ==
        3);
  const std::string error = contents(folder.file("err"));
  CHECK_THAT(error, Contains("no display"));
  CHECK(std::count(error.begin(), error.end(), '\n') == 1);
}
