#include "engine/core/atomic_file.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "engine/api/errors.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using Catch::Matchers::Contains;
using everyword::testing::TemporaryFolder;

namespace {

void write(const std::string &path, const std::string &text) {
  writeAtomically(path, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

std::string contents(const std::string &path) {
  const auto bytes = readWholeFile(path);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("A file is written whole and replaces the one before", "[core]") {
  const TemporaryFolder folder;
  write(folder.file("a.txt"), "one");
  write(folder.file("a.txt"), "second");
  CHECK(contents(folder.file("a.txt")) == "second");
  CHECK(folder.entries() == 1);
}

TEST_CASE("A written file has the rights that the umask leaves", "[core]") {
  const TemporaryFolder folder;
  const mode_t before = ::umask(027);
  write(folder.file("a.txt"), "x");
  ::umask(before);
  CHECK((static_cast<unsigned>(std::filesystem::status(folder.file("a.txt")).permissions()) &
         0777u) == 0640u);
}

TEST_CASE("Writing through a link changes the file it names and keeps the link", "[core]") {
  const TemporaryFolder folder;
  write(folder.file("real.txt"), "old");
  std::filesystem::create_symlink("real.txt", folder.file("link.txt"));
  write(folder.file("link.txt"), "new");
  CHECK(std::filesystem::is_symlink(folder.file("link.txt")));
  CHECK(contents(folder.file("real.txt")) == "new");
}

TEST_CASE("A folder that is missing, a file, or read-only is refused in one sentence", "[core]") {
  const TemporaryFolder folder;
  write(folder.file("file"), "x");
  CHECK_THROWS_AS(write(folder.file("none/a.txt"), "x"), ResourceError);
  CHECK_THROWS_WITH(write(folder.file("none/a.txt"), "x"), Contains("does not exist"));
  CHECK_THROWS_AS(write(folder.file("file/a.txt"), "x"), ResourceError);
  CHECK_THROWS_WITH(write(folder.file("file/a.txt"), "x"), Contains("is not a folder"));
  // Not even root may make a file in /proc.
  CHECK_THROWS_AS(write("/proc/a.txt", "x"), ResourceError);
  CHECK_THROWS_AS(write(folder.path().string(), "x"), ResourceError);
  CHECK_THROWS_WITH(write(folder.path().string(), "x"), Contains("is a folder"));
}

TEST_CASE("A full disk is told as such", "[core]") {
  REQUIRE(std::filesystem::exists("/dev/full"));
  CHECK_THROWS_AS(write("/dev/full", "x"), ResourceError);
  CHECK_THROWS_WITH(write("/dev/full", "x"),
                    Contains("disk is full") && Contains("/dev/full"));
}

TEST_CASE("When writing fails half-way, the old file stays and nothing else is left", "[core]") {
  const TemporaryFolder folder;
  write(folder.file("a.txt"), "old");
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto oldHandler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{4096, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::string message;
  try {
    write(folder.file("a.txt"), std::string(100000, 'x'));
  } catch (const ResourceError &error) {
    message = error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, oldHandler);
  CHECK_THAT(message, Contains("a.txt"));
  CHECK(contents(folder.file("a.txt")) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("Reading refuses what is missing, a folder, or too large", "[core]") {
  const TemporaryFolder folder;
  write(folder.file("a.txt"), "12345");
  CHECK(readWholeFile(folder.file("a.txt"), 5).size() == 5);
  CHECK_THROWS_AS(readWholeFile(folder.file("a.txt"), 4), FileError);
  CHECK_THROWS_WITH(readWholeFile(folder.file("none")), Contains("there is no file"));
  CHECK_THROWS_WITH(readWholeFile(folder.path().string()), Contains("is a folder"));
}
