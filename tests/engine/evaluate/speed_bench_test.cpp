#include "engine/api/speed_bench.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <catch2/catch.hpp>

using namespace everyword;

namespace {

std::unique_ptr<Engine> freshEngine() { return makeEngine(EVERYWORD_SOURCE_DIR "/resources"); }

SpeedBenchResult measured(bool (*goOn)(double, const std::string &)) {
  SpeedBenchRequest request;
  request.threads = 1;
  request.repeats = 1;
  return runSpeedBench(request, freshEngine, goOn);
}

}  // namespace

TEST_CASE(
    "The speed benchmark has a floor, phases that add up and a share of relevance for each "
    "step",
    "[evaluate]") {
  const SpeedBenchResult result = measured([](double, const std::string &) { return true; });
  CHECK(result.matmulGflops > 0);
  CHECK(result.growth.empty());
  std::vector<std::string> names;
  double plain = 0, published = 0;
  for (const SpeedRow &row : result.rows) {
    INFO(row.name);
    plain = row.name == "layout step" && row.precision == "fp32" ? row.gflop : plain;
    published = row.name == "layout step, as published" ? row.gflop : published;
    names.push_back(row.name);
    CHECK(row.seconds > 0);
    if (row.name.rfind("layout step", 0) == 0) {
      CHECK(row.gflop > 0.1);
      CHECK(row.ratioToFloor == Approx(row.seconds / row.floorSeconds));
      CHECK(row.relevanceShare > 0);
      CHECK(row.relevanceShare < 1);
      double sum = 0;
      for (const auto &[name, seconds] : row.phases) {
        sum += seconds;
      }
      CHECK(sum == Approx(row.seconds));  // one repeat: the median is the step itself
    }
  }
  for (const char *name : {"layout step", "layout step, six boxes", "layout step, as published",
                           "explain", "first frame, cold", "first frame, warm"}) {
    CHECK(std::find(names.begin(), names.end(), name) != names.end());
  }
  CHECK_THAT(result.device, Catch::Matchers::StartsWith("CPU, 1 thread,"));
  CHECK(at::get_num_threads() == 1);  // the runs for the first frames have not taken more
  CHECK(published > 1.5 * plain);     // the masked copies are encoded too
}

TEST_CASE("A speed benchmark that is stopped keeps the rows it has", "[evaluate]") {
  const SpeedBenchResult result = measured(
      [](double, const std::string &what) { return what.find("six") == std::string::npos; });
  REQUIRE_FALSE(result.rows.empty());
  // The row before: in float32, or in what auto is where bfloat16 is no slower.
  CHECK(
      (result.rows.back().name == "layout step" || result.rows.back().name == "layout step, auto"));
}
