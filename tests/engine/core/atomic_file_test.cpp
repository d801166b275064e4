#include "engine/core/atomic_file.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/core/read_file.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using Catch::Matchers::Contains;
using everyword::testing::TemporaryFolder;

namespace {

void write(const std::string &path, const std::string &text) {
  writeAtomically(path, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

std::string contents(const std::string &path) {
  const auto bytes = readFile(path);
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
  CHECK_THROWS_WITH(write("/dev/full", "x"), Contains("disk is full") && Contains("/dev/full"));
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

TEST_CASE("The mode of a file survives its overwriting", "[core]") {
  const TemporaryFolder folder;
  for (const mode_t mode : {0600u, 0644u, 0664u, 0400u}) {
    write(folder.file("a.txt"), "old");
    REQUIRE(::chmod(folder.file("a.txt").c_str(), mode) == 0);
    write(folder.file("a.txt"), "new");
    struct stat status {};
    REQUIRE(::stat(folder.file("a.txt").c_str(), &status) == 0);
    CHECK((status.st_mode & 07777u) == mode);
    CHECK(contents(folder.file("a.txt")) == "new");
  }
}

TEST_CASE("A named pipe in the place of a file is refused at once, for reading and writing",
          "[core]") {
  const TemporaryFolder folder;
  REQUIRE(::mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  CHECK_THROWS_AS(write(folder.file("pipe"), "x"), ResourceError);
  CHECK_THROWS_WITH(write(folder.file("pipe"), "x"), Contains("pipe or device"));
  CHECK_THROWS_AS(readFile(folder.file("pipe")), FileError);
  CHECK_THROWS_WITH(readFile("/dev/zero"), Contains("pipe or device"));
  CHECK(folder.entries() == 1);
}

TEST_CASE("A file that is not committed leaves nothing behind", "[core]") {
  const TemporaryFolder folder;
  write(folder.file("a.txt"), "old");
  {
    AtomicFile file(folder.file("a.txt"));
    file.write(std::vector<std::uint8_t>(1000, 'x'));
    CHECK(folder.entries() == 2);
  }
  CHECK(folder.entries() == 1);
  CHECK(contents(folder.file("a.txt")) == "old");
}

TEST_CASE("What a killed writer has left is removed by the next; a living writer's part stays",
          "[core]") {
  const TemporaryFolder folder;
  const pid_t killed = ::fork();
  if (killed == 0) {
    const AtomicFile file(folder.file("killed.txt"));
    ::raise(SIGKILL);
  }
  REQUIRE(::waitpid(killed, nullptr, 0) == killed);
  REQUIRE(folder.entries() == 1);

  folder.write(".notes.part", "somebody's own");
  AtomicFile living(folder.file("living.txt"));
  living.write(std::vector<std::uint8_t>(10, 'x'));
  CHECK(folder.entries() == 2);  // its part, and the file that is none of ours
  const pid_t other = ::fork();
  if (other == 0) {
    removeAbandonedParts(folder.path().string());
    ::_exit(0);
  }
  REQUIRE(::waitpid(other, nullptr, 0) == other);
  living.commit();
  CHECK(contents(folder.file("living.txt")).size() == 10);
  CHECK(std::filesystem::exists(folder.file(".notes.part")));
  CHECK(folder.entries() == 2);
}
