// The seeded streams that stand in for stored weights.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <catch2/catch.hpp>

#include "tests/support/fixture.h"

using namespace everyword;

namespace {

void compareStream(const nlohmann::json &entry, const at::Tensor &values) {
  INFO("seed " << entry.at("seed") << ", shape " << entry.at("shape"));
  const auto flat = values.flatten().to(at::kDouble);
  const auto &first = entry.at("first");
  for (std::size_t i = 0; i < first.size(); ++i) {
    CHECK(flat[i].item<double>() == first[i].get<double>());
  }
  if (entry.contains("last")) {
    CHECK(flat[-1].item<double>() == entry.at("last").get<double>());
  }
  if (entry.contains("sum")) {
    CHECK(flat.sum().item<double>() ==
          Approx(entry.at("sum").get<double>()).epsilon(1e-12).margin(1e-12));
  }
}

}  // namespace

TEST_CASE("Seeded normal and uniform numbers are those of the recipe", "[parity]") {
  const Fixture fixture("recipe", "recipe_check");
  for (const auto &entry : fixture.json().at("randn")) {
    compareStream(
        entry, seededNormal(entry.at("seed"), entry.at("shape").get<std::vector<std::int64_t>>()));
  }
  for (const auto &entry : fixture.json().at("rand")) {
    const auto generator =
        at::make_generator<at::CPUGeneratorImpl>(entry.at("seed").get<std::uint64_t>());
    compareStream(entry, at::rand(entry.at("shape").get<std::vector<std::int64_t>>(), generator,
                                  at::TensorOptions().dtype(at::kFloat)));
  }
}

TEST_CASE("Seeded weights follow the table: constants, magnitudes, scale", "[parity]") {
  const auto entries = nlohmann::json::parse(R"([
    {"key": "a", "shape": [2, 3], "kind": "randn", "seed": 5, "add": 1.0, "mul": 0.5, "abs": true},
    {"key": "b", "shape": [], "kind": "const", "seed": 6, "add": 2.5, "mul": 0.0, "abs": false}])");
  const auto weights = seededWeights(entries);
  REQUIRE(weights.size() == 2);
  CHECK(at::equal(weights.at("a"), seededNormal(5, {2, 3}).abs() * 0.5 + 1.0));
  CHECK(weights.at("b").dim() == 0);
  CHECK(weights.at("b").item<float>() == 2.5f);
}
