#include "engine/core/read_file.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "engine/api/errors.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using Catch::Matchers::Contains;
using everyword::testing::TemporaryFolder;

namespace {

std::string written(const std::string &path, const std::string &text) {
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

}  // namespace

TEST_CASE("A file is read whole up to its limit and refused beyond", "[core]") {
  const TemporaryFolder folder;
  const std::string path = written(folder.file("a.txt"), std::string("a\0b\nc", 5));
  const auto bytes = readFile(path, 5);
  CHECK(std::string(bytes.begin(), bytes.end()) == std::string("a\0b\nc", 5));
  CHECK(readFile(written(folder.file("empty"), "")).empty());
  CHECK_THROWS_WITH(readFile(path, 4), Contains("too large"));
  CHECK(firstBytesOf(path, 3) == std::string("a\0b", 3));
  CHECK(firstBytesOf(path, 300).size() == 5);
}

TEST_CASE("A file of unknown size is read to its end", "[core]") {
  CHECK_FALSE(readFile("/proc/self/status").empty());  // says that it has 0 bytes
  CHECK_THROWS_AS(readFile("/proc/self/status", 10), FileError);
}

TEST_CASE("Pipes, devices and folders are refused at once, and what is missing is named",
          "[core]") {
  const TemporaryFolder folder;
  REQUIRE(::mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(readFile(folder.file("pipe")), Contains("pipe") && Contains("not a file"));
  CHECK_THROWS_WITH(readFile("/dev/zero"), Contains("device"));
  CHECK_THROWS_WITH(readFile(folder.path().string()), Contains("is a folder"));
  CHECK_THROWS_WITH(readFile(folder.file("none")), Contains("there is no file"));
  for (const std::string &path : {folder.file("pipe"), std::string("/dev/zero"),
                                  folder.path().string(), folder.file("none")}) {
    CHECK_THROWS_AS(readFile(path), FileError);
    CHECK(firstBytesOf(path, 8).empty());
  }
}

TEST_CASE("A sparse file beyond the limit is refused before it is read", "[core]") {
  const TemporaryFolder folder;
  const std::string path = written(folder.file("sparse"), "x");
  std::filesystem::resize_file(path, std::uintmax_t{1} << 40u);
  CHECK_THROWS_WITH(readFile(path), Contains("64 MB"));
}
