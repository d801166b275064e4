#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <filesystem>
#include <stdexcept>
#include <vector>

#include "tests/support/fixture.h"

namespace everyword {

at::Tensor seededNormal(std::uint64_t seed, at::IntArrayRef shape) {
  return at::randn(shape, at::make_generator<at::CPUGeneratorImpl>(seed),
                   at::TensorOptions().dtype(at::kFloat));
}

std::map<std::string, at::Tensor> seededWeights(const nlohmann::json &entries) {
  std::map<std::string, at::Tensor> weights;
  for (const auto &entry : entries) {
    const auto shape = entry.at("shape").get<std::vector<std::int64_t>>();
    const double add = entry.at("add").get<double>();
    at::Tensor value;
    if (entry.at("kind") == "const") {
      value = at::full(shape, add, at::kFloat);
    } else {
      value = seededNormal(entry.at("seed").get<std::uint64_t>(), shape);
      if (entry.value("abs", false)) {
        value = value.abs();
      }
      value = value * entry.at("mul").get<double>() + add;
    }
    weights.emplace(entry.at("key").get<std::string>(), value);
  }
  return weights;
}

std::map<std::string, at::Tensor> seededClip(const nlohmann::json &clip) {
  for (const auto &file : std::filesystem::directory_iterator(fixturesFolder() + "/recipe")) {
    if (file.path().extension() != ".json") {
      continue;
    }
    const Fixture recipe("recipe", file.path().stem().string());
    if (recipe.json().value("config", nlohmann::json()) != clip.at("config")) {
      continue;
    }
    auto entries = recipe.json().at("entries");
    for (auto &entry : entries) {
      entry["seed"] = entry.at("seed").get<std::int64_t>() +
                      clip.at("base_seed").get<std::int64_t>() -
                      recipe.json().at("base_seed").get<std::int64_t>();
    }
    return seededWeights(entries);
  }
  throw std::runtime_error("no recipe in " + fixturesFolder() + "/recipe has the configuration " +
                           clip.at("config").dump());
}

}  // namespace everyword
