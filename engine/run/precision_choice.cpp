#include "engine/run/precision_choice.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/headeronly/version.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/api/outside_text.h"
#include "engine/core/device.h"
#include "engine/core/product_rate.h"
#include "engine/log/log.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

std::string keyOf(c10::Device device) {
  return machineName(device) + ", " + std::to_string(at::get_num_threads()) +
         " threads, LibTorch " + TORCH_VERSION;
}

/// An object; empty when there is no file or something else in it.
Json remembered() {
  try {
    const std::string text = readTextFile(precisionFile());
    if (jsonFault(text).empty()) {
      const Json json = Json::parse(text);
      return json.is_object() ? json : Json::object();
    }
  } catch (const FileError &) {  // none yet
  }
  return Json::object();
}

/// Not being able to remember is no error: it is measured again next time.
void remember(const std::string &key, bool reduced) {
  const fs::path path = precisionFile();
  if (path.empty()) {
    return;
  }
  Json json = remembered();
  json[key] = reduced ? "bf16" : "fp32";
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  const fs::path part = path.string() + ".part";
  if (std::ofstream(part) << json.dump(2) << "\n") {
    fs::rename(part, path, error);
  }
}

}  // namespace

std::string precisionFile() {
  const char *cache = std::getenv("XDG_CACHE_HOME"), *home = std::getenv("HOME");
  if (cache && *cache) {
    return (fs::path(cache) / "everyword" / "precision.json").string();
  }
  return home && *home ? (fs::path(home) / ".cache" / "everyword" / "precision.json").string() : "";
}

Precision choosePrecision(Precision asked, c10::Device device) {
  if (asked != Precision::Auto) {
    return asked;
  }
  static std::map<std::string, Precision> known;
  const std::string key = keyOf(device);
  const auto found = known.find(key);
  if (found != known.end()) {
    return found->second;
  }
  const Json file = remembered();
  bool reduced = false;
  if (file.contains(key) && file[key].is_string()) {
    reduced = file[key] == "bf16";
  } else {
    reduced = reducedPrecisionPays(device);
    remember(key, reduced);
    logInfo("Measured on " + key + ": " + (reduced ? "bf16 pays" : "fp32 is fastest"));
  }
  return known[key] = reduced ? Precision::Bf16 : Precision::Fp32;
}

}  // namespace everyword
