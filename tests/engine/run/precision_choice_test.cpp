#include "engine/run/precision_choice.h"

#include <ATen/Parallel.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/engine/checkpoint/checkpoint_bytes.h"

using namespace everyword;
using namespace everyword::testing;

namespace {

std::string contents(const std::string &path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A cache folder of one's own, and a thread count that no other case has: what is known is known
/// for each count.
struct Scene {
  explicit Scene(int threads) {
    setenv("XDG_CACHE_HOME", folder.file("cache").c_str(), 1);
    at::set_num_threads(threads);
  }
  ~Scene() {
    unsetenv("XDG_CACHE_HOME");
    at::set_num_threads(1);
  }
  TemporaryFolder folder;
};

/// The file as another process may have left it: every entry of `text` becomes `value`.
void replaceValues(const std::string &path, const std::string &from, const std::string &to) {
  std::string text = contents(path);
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  std::ofstream(path) << text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("A precision that is asked for is taken, without measuring", "[library]") {
  const Scene scene(3);
  CHECK(choosePrecision(Precision::Bf16, c10::kCPU) == Precision::Bf16);
  CHECK(choosePrecision(Precision::Fp32, c10::kCPU) == Precision::Fp32);
  CHECK_FALSE(std::filesystem::exists(precisionFile()));
}

TEST_CASE("Auto is decided once, and remembered with the machine and its threads", "[library]") {
  const Scene scene(4);
  const Precision chosen = choosePrecision(Precision::Auto, c10::kCPU);
  CHECK(chosen != Precision::Auto);
  CHECK_THAT(contents(precisionFile()),
             Catch::Contains("4 threads") && Catch::Contains(toString(chosen)));
  std::filesystem::remove(precisionFile());
  CHECK(choosePrecision(Precision::Auto, c10::kCPU) == chosen);
  CHECK_FALSE(std::filesystem::exists(precisionFile()));  // known in this process
}

TEST_CASE("What is remembered is believed; a damaged file is measured anew", "[library]") {
  std::string key;
  {
    const Scene scene(5);
    choosePrecision(Precision::Auto, c10::kCPU);
    key = contents(precisionFile());
  }
  const Scene scene(6);
  std::filesystem::create_directories(std::filesystem::path(precisionFile()).parent_path());
  std::ofstream(precisionFile()) << key;
  replaceValues(precisionFile(), "5 threads", "6 threads");
  const bool wasPlain = key.find("fp32") != std::string::npos;
  replaceValues(precisionFile(), wasPlain ? "fp32" : "bf16", wasPlain ? "bf16" : "fp32");
  CHECK(choosePrecision(Precision::Auto, c10::kCPU) ==
        (wasPlain ? Precision::Bf16 : Precision::Fp32));

  at::set_num_threads(7);
  std::ofstream(precisionFile()) << "{ not json";
  CHECK(choosePrecision(Precision::Auto, c10::kCPU) != Precision::Auto);
  CHECK_THAT(contents(precisionFile()), Catch::Contains("7 threads"));
}
