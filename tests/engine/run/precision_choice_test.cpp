#include "engine/run/precision_choice.h"

#include <ATen/Parallel.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/engine/run/tiny_step.h"
#include "tests/support/temporary_folder.h"

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
    target.request.machine.precision = Precision::Auto;
  }
  ~Scene() {
    unsetenv("XDG_CACHE_HOME");
    at::set_num_threads(1);
  }

  Precision choose(bool goOn = true) {
    return choosePrecision(startLatent(), target, tinyModels(), space(), [&] {
      ++asked;
      return goOn;
    });
  }

  TemporaryFolder folder;
  StepTarget target = tinyTarget();
  int asked = 0;
};

void writeMemory(const std::string &text) {
  std::filesystem::create_directories(std::filesystem::path(precisionFile()).parent_path());
  std::ofstream(precisionFile()) << text;
}

}  // namespace

TEST_CASE("Each part takes bf16 only where it is clearly faster in it", "[run]") {
  const PartSeconds fp32{2.0, 3.0};
  CHECK(fastestPrecision(fp32, {1.0, 2.0}) == Precision::Bf16);
  CHECK(fastestPrecision(fp32, {2.5, 2.0}) == Precision::Bf16Encoder);
  CHECK(fastestPrecision(fp32, {1.0, 3.1}) == Precision::Bf16Generator);
  CHECK(fastestPrecision(fp32, {2.1, 3.1}) == Precision::Fp32);
  CHECK(fastestPrecision(fp32, {1.99, 2.99}) == Precision::Fp32);
}

TEST_CASE("A precision that is asked for is taken, without measuring", "[run]") {
  Scene scene(3);
  scene.target.request.machine.precision = Precision::Bf16Encoder;
  CHECK(scene.choose() == Precision::Bf16Encoder);
  CHECK(scene.asked == 0);
  CHECK_FALSE(std::filesystem::exists(precisionFile()));
}

TEST_CASE(
    "Auto is decided once, and remembered with the machine, its threads and the step's shapes",
    "[run]") {
  Scene scene(4);
  const Precision chosen = scene.choose();
  CHECK(chosen != Precision::Auto);
  CHECK((scene.asked > 0 || chosen == Precision::Fp32));  // where bf16 is emulated, without a step
  CHECK_THAT(contents(precisionFile()), Catch::Contains("4 threads") &&
                                            Catch::Contains("3 encodings") &&
                                            Catch::Contains('"' + toString(chosen) + '"'));
  scene.asked = 0;
  std::filesystem::remove(precisionFile());
  CHECK(scene.choose() == chosen);  // known in this process
  CHECK(scene.asked == 0);
  CHECK_FALSE(std::filesystem::exists(precisionFile()));

  scene.target.request.cutouts.count = 5;
  scene.choose();
  CHECK_THAT(contents(precisionFile()), Catch::Contains("5 encodings"));
}

TEST_CASE("A run that is stopped while it is timed remembers nothing", "[run]") {
  Scene scene(8);
  CHECK(scene.choose(/*goOn=*/false) == Precision::Fp32);
  CHECK(std::filesystem::exists(precisionFile()) == (scene.asked == 0));
}

TEST_CASE("What the file remembers is believed; other content is as good as none", "[run]") {
  const Scene scene(5);
  writeMemory(R"({"a": "bf16_generator", "b": "fp8", "c": 3})");
  CHECK(rememberedPrecision("a") == Precision::Bf16Generator);
  CHECK_FALSE(rememberedPrecision("b"));
  CHECK_FALSE(rememberedPrecision("c"));
  rememberPrecision("b", Precision::Fp32);
  CHECK_THAT(contents(precisionFile()),
             Catch::Contains(R"("a": "bf16_generator")") && Catch::Contains(R"("b": "fp32")"));

  writeMemory("{ not json");
  CHECK_FALSE(rememberedPrecision("d"));
  rememberPrecision("d", Precision::Bf16);
  CHECK_THAT(contents(precisionFile()), Catch::Contains(R"("d": "bf16")"));
}
