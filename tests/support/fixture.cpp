#include "tests/support/fixture.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace everyword {
namespace {

std::string fromEnvironment(const char *variable) {
  const char *value = std::getenv(variable);
  return value ? value : "";
}

/// What is allowed for each entry, as a tensor of the expected one's shape.
struct Rule {
  at::Tensor allowed;
  double fractionOutside = 0;
};

Rule ruleOf(const nlohmann::json &entry, const at::Tensor &expected) {
  if (entry.contains("compare")) {
    const auto &rule = entry.at("compare");
    return {at::full_like(expected, rule.value("abs", 0.0)),
            rule.value("max_fraction_outside", 0.0)};
  }
  return {expected.abs() * entry.value("rtol", 0.0) + entry.value("atol", 0.0), 0.0};
}

std::string placeOf(std::int64_t flat, at::IntArrayRef shape) {
  std::vector<std::int64_t> place(shape.size());
  for (auto i = static_cast<std::int64_t>(shape.size()) - 1; i >= 0; --i) {
    place[i] = flat % shape[i];
    flat /= shape[i];
  }
  std::ostringstream text;
  text << at::IntArrayRef(place);
  return text.str();
}

/// The sentence of a failure, or an empty one. `actual`, `expected` float64.
std::string differenceOf(const at::Tensor &actual, const at::Tensor &expected, const Rule &rule) {
  std::ostringstream text;
  text.precision(9);
  if (actual.sizes() != expected.sizes()) {
    text << "shape " << actual.sizes() << ", expected " << expected.sizes();
    return text.str();
  }
  if (expected.numel() == 0) {
    return {};
  }
  const auto difference = (actual - expected).abs();
  const auto outside =
      at::logical_not(difference <= rule.allowed);  // also where a value is not a number
  const auto count = outside.sum().item<std::int64_t>();
  if (static_cast<double>(count) <= rule.fractionOutside * static_cast<double>(expected.numel())) {
    return {};
  }
  const auto excess = at::nan_to_num(difference - rule.allowed, 1e300, 1e300);
  const auto worst = excess.flatten().argmax().item<std::int64_t>();
  const auto at = [worst](const at::Tensor &t) { return t.flatten()[worst].item<double>(); };
  text << count << " of " << expected.numel() << " entries differ too much (allowed fraction "
       << rule.fractionOutside << "); worst at " << placeOf(worst, expected.sizes()) << ": got "
       << at(actual) << ", expected " << at(expected) << ", difference " << at(difference)
       << ", allowed " << at(rule.allowed);
  return text.str();
}

at::Tensor forComparing(const at::Tensor &tensor) {
  return tensor.detach().to(at::kCPU, at::kDouble).contiguous();
}

bool report(const std::string &what, const std::string &difference) {
  if (difference.empty()) {
    SUCCEED(what);
    return true;
  }
  FAIL_CHECK(what << ": " << difference);
  return false;
}

}  // namespace

std::string fixturesFolder() {
  const auto folder = fromEnvironment("EVERYWORD_FIXTURES");
  return folder.empty() ? std::string(EVERYWORD_SOURCE_DIR "/../shared/fixtures") : folder;
}

std::string starterFolder() {
  const auto folder = fromEnvironment("EVERYWORD_STARTER");
  if (!folder.empty()) {
    return folder;
  }
  // The fixtures were computed from the files that lie beside them, which the pack has left behind.
  const std::string given =
      (std::filesystem::path(fixturesFolder()).parent_path() / "starter").string();
  return std::filesystem::exists(given + "/clip.safetensors")
             ? given
             : std::string(EVERYWORD_SOURCE_DIR "/resources/starter");
}

Fixture::Fixture(const std::string &folder, const std::string &name)
    : folder_(fixturesFolder() + "/" + folder), name_(name) {
  const auto jsonPath = path(name + ".json");
  std::ifstream file(jsonPath);
  if (!file) {
    throw std::runtime_error("no fixture " + jsonPath +
                             ": set EVERYWORD_FIXTURES to the folder of the fixtures");
  }
  json_ = nlohmann::json::parse(file);
  const auto tensorPath = path(name + ".safetensors");
  if (std::filesystem::exists(tensorPath)) {
    table_ = std::make_shared<const TensorTable>(TensorTable::open(tensorPath));
  }
}

std::string Fixture::path(const std::string &file) const { return folder_ + "/" + file; }

const TensorTable &Fixture::table() const {
  if (!table_) {
    throw std::runtime_error("fixture " + folder_ + "/" + name_ + " has no tensors");
  }
  return *table_;
}

bool Fixture::has(const std::string &name) const { return table_ && table_->has(name); }
at::Tensor Fixture::tensor(const std::string &name) const { return table().load(name); }
at::Tensor Fixture::in(const std::string &name) const { return tensor("in." + name); }
at::Tensor Fixture::in(const std::string &name, c10::ScalarType type) const {
  const at::Tensor stored = in(name);
  return stored.is_floating_point() ? stored.to(type, false, /*copy=*/true) : stored;
}
at::Tensor Fixture::out(const std::string &name) const { return tensor("out." + name); }

std::vector<std::string> Fixture::names(const std::string &prefix) const {
  std::vector<std::string> found;
  for (const auto &[name, info] : table().infos()) {
    if (name.starts_with(prefix)) {
      found.push_back(name);
    }
  }
  return found;
}

bool Fixture::compare(const std::string &name, const at::Tensor &actual, const Kinks &kinks) const {
  const auto key = has(name) ? name : "out." + name;
  const auto stored = tensor(key);
  const auto expected = forComparing(stored);
  const auto &entry = json_.at("tensors").at(key);
  Rule rule{at::zeros_like(expected), 0.0};  // integers: equal
  if (at::isFloatingType(stored.scalar_type()) || entry.contains("compare")) {
    rule = ruleOf(entry, expected);
  }
  const auto what = std::filesystem::path(folder_).filename().string() + "/" + name_ + " " + key;
  const auto got = forComparing(actual);
  if (kinks.fraction == 0 || actual.scalar_type() == at::kDouble) {
    return report(what, differenceOf(got, expected, rule));
  }
  rule.fractionOutside = std::max(rule.fractionOutside, kinks.fraction);
  const Rule bound{rule.allowed + kinks.jump * expected.abs().max(), 0.0};
  const bool mostAreWell = report(what, differenceOf(got, expected, rule));
  return report(what + ", entries at kinks", differenceOf(got, expected, bound)) && mostAreWell;
}

std::int64_t numberBehind(const std::string &word, const std::string &name) {
  const auto place = name.rfind(word);
  if (place == std::string::npos) {
    throw std::runtime_error("no " + word + " in " + name);
  }
  return std::stoll(name.substr(place + word.size()));
}

std::vector<Fixture> fixturesNamed(const std::string &prefix) {
  std::vector<std::filesystem::path> files;
  for (const auto &folder : std::filesystem::directory_iterator(fixturesFolder())) {
    if (!folder.is_directory() || !folder.path().filename().string().starts_with(prefix)) {
      continue;
    }
    for (const auto &file : std::filesystem::directory_iterator(folder.path())) {
      const auto &path = file.path();
      if (path.extension() == ".json" && path.filename().string().starts_with(prefix)) {
        files.push_back(path);
      }
    }
  }
  if (files.empty()) {
    throw std::runtime_error("no fixture " + prefix + " in " + fixturesFolder() +
                             ": set EVERYWORD_FIXTURES to the folder of the fixtures");
  }
  std::sort(files.begin(), files.end());
  std::vector<Fixture> fixtures;
  for (const auto &file : files) {
    fixtures.emplace_back(file.parent_path().filename().string(), file.stem().string());
  }
  return fixtures;
}

bool compareTensors(const std::string &what, const at::Tensor &actual, const at::Tensor &expected,
                    double atol, double rtol) {
  const auto b = forComparing(expected);
  return report(what, differenceOf(forComparing(actual), b, {b.abs() * rtol + atol, 0.0}));
}

}  // namespace everyword
