#include "engine/store/known_models.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "engine/api/errors.h"
#include "engine/store/data_files.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr const char *kFileName = "models.json";

KnownModel modelOf(const ordered_json &row, const std::string &path) {
  KnownModel model;
  model.name = jsonField<std::string>(row, "name", path);
  model.title = jsonField<std::string>(row, "title", path);
  model.family = jsonField<std::string>(row, "family", path);
  model.source = jsonField<std::string>(row, "source", path);
  model.file = jsonField<std::string>(row, "file", path);
  model.configSource = jsonFieldOr<std::string>(row, "config_source", "", path);
  model.bytes = jsonFieldOr<std::int64_t>(row, "bytes", 0, path);
  model.sha256 = checkedDigest(jsonFieldOr<std::string>(row, "sha256", "", path));
  model.licence = jsonFieldOr<std::string>(row, "licence", "", path);
  model.modes = jsonFieldOr<std::vector<std::string>>(row, "modes", {}, path);
  return model;
}

}  // namespace

std::vector<KnownModel> readKnownModels(const std::string &path) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    return {};
  }
  const ordered_json root = readJsonObject(path);
  if (jsonField<int>(root, "version", path) > kVersion) {
    throw FileError(path + " is of a newer version", "update Everyword");
  }
  std::vector<KnownModel> models;
  for (const ordered_json &row : jsonField<ordered_json>(root, "models", path)) {
    models.push_back(modelOf(row, path));
  }
  return models;
}

KnownModels::KnownModels(std::string resourcesFolder, std::string userFolder)
    : resourcesFolder_(std::move(resourcesFolder)), userFolder_(std::move(userFolder)) {}

std::vector<KnownModel> KnownModels::all() const {
  auto models = readKnownModels((fs::path(resourcesFolder_) / kFileName).string());
  for (KnownModel &own : readKnownModels((fs::path(userFolder_) / kFileName).string())) {
    const auto same = std::find_if(models.begin(), models.end(),
                                   [&](const KnownModel &model) { return model.name == own.name; });
    if (same == models.end()) {
      models.push_back(std::move(own));
    } else {
      *same = std::move(own);
    }
  }
  return models;
}

std::optional<KnownModel> KnownModels::find(const std::string &name) const {
  for (KnownModel &model : all()) {
    if (model.name == name) {
      return std::move(model);
    }
  }
  return {};
}

std::optional<KnownModel> KnownModels::withDigest(const std::string &sha256) const {
  for (KnownModel &model : all()) {
    if (!model.sha256.empty() && model.sha256 == sha256) {
      return std::move(model);
    }
  }
  return {};
}

std::string checkedDigest(const std::string &sha256) {
  std::string digest = sha256;
  for (char &c : digest) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  const bool valid =
      digest.empty() ||
      (digest.size() == 64 && digest.find_first_not_of("0123456789abcdef") == std::string::npos);
  if (!valid) {
    throw InputError("'" + sha256.substr(0, 80) + "' is no SHA-256",
                     "it has 64 hexadecimal digits");
  }
  return digest;
}

}  // namespace everyword
