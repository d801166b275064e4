#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

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

}  // namespace everyword
