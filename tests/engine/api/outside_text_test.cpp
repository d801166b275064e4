#include "engine/api/outside_text.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>

#include "engine/api/errors.h"
#include "tests/support/temporary_folder.h"

using namespace everyword;
using namespace everyword::testing;
using Catch::Matchers::Contains;

namespace {

std::string repeated(const std::string &text, std::size_t bytes) {
  std::string all;
  all.reserve(bytes + text.size());
  while (all.size() < bytes) {
    all += text;
  }
  return all;
}

constexpr std::size_t kMegabyte = 1 << 20;

}  // namespace

TEST_CASE("JSON within the limits has no fault", "[api]") {
  CHECK(jsonFault("{\"a\": [1, 2.5, null, true], \"b\": {\"a\": \"\xc3\xbc\"}}").empty());
  CHECK(jsonFault("[]").empty());
}

TEST_CASE("What is no JSON is told with line and column", "[api]") {
  CHECK(jsonFault("{\n  \"a\" 1}") == "is no valid JSON (line 2, column 7)");
  CHECK_THAT(jsonFault(""), Contains("no valid JSON"));
  CHECK_THAT(jsonFault("{} {}"), Contains("no valid JSON"));
  CHECK_THAT(jsonFault("[\"\xff\"]"), Contains("no valid JSON"));
  CHECK_THAT(jsonFault("[1e999]"), Contains("too large"));
}

TEST_CASE("Depth, keys, values, texts and bytes are limited, and a key given twice is named",
          "[api]") {
  JsonLimits limits;
  limits.depth = 3;
  limits.keysInObject = 2;
  limits.values = 6;
  limits.textBytes = 5;
  limits.bytes = 60;
  CHECK(jsonFault("[[[1]]]", limits).empty());
  CHECK(jsonFault("[[[[1]]]]", limits) == "is nested too deeply");
  CHECK(jsonFault("[{\"a\":1,\"b\":2},{\"a\":1}]", limits).empty());
  CHECK_THAT(jsonFault("{\"a\":1,\"b\":2,\"c\":3}", limits), Contains("more than 2 keys"));
  CHECK(jsonFault("{\"a\":1,\"a\":2}", limits) == "names the key 'a' twice");
  CHECK_THAT(jsonFault("[1,2,3,4,5,6]", limits), Contains("too many values"));
  CHECK_THAT(jsonFault("{\"a\":\"123456\"}", limits), Contains("too long") && Contains("'a'"));
  CHECK_THAT(jsonFault("{\"123456\":1}", limits), Contains("too long"));
  CHECK_THAT(jsonFault(std::string(61, ' '), limits), Contains("too large"));
}

TEST_CASE("A megabyte of anything is judged at once", "[api]") {
  const std::string texts[] = {repeated("[", kMegabyte),
                               repeated("{\"a\":", kMegabyte),
                               std::string("[").append(repeated("[],", kMegabyte)),
                               std::string("[").append(repeated("{},", kMegabyte)),
                               std::string("{\"a\":\"").append(repeated("a", kMegabyte)),
                               repeated("\\u0000", kMegabyte),
                               std::string("[").append(repeated("9", kMegabyte)),
                               repeated("\n", kMegabyte)};
  for (const std::string &text : texts) {
    const auto start = std::chrono::steady_clock::now();
    const std::string fault = jsonFault(text);
    CAPTURE(text.substr(0, 10), fault);
    CHECK_FALSE(fault.empty());
    CHECK(fault.size() < 200);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
  }
}

TEST_CASE("Only a regular file of a sensible size is read", "[api]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.json");
  std::ofstream(path) << "12345";
  CHECK(readTextFile(path, 5) == "12345");
  CHECK_THROWS_WITH(readTextFile(path, 4), Contains("too large") && Contains("a.json"));
  CHECK_THROWS_WITH(readTextFile(folder.path().string()), Contains("no regular file"));
  CHECK_THROWS_WITH(readTextFile("/dev/zero"), Contains("no regular file"));
  CHECK_THROWS_AS(readTextFile(folder.file("none")), FileError);
}
