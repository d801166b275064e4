#include "engine/store/model_record.h"

#include <filesystem>

#include "engine/api/errors.h"
#include "engine/store/data_files.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr int kVersion = 1;

/// A file of the model lies in the model's folder and nowhere else.
std::string inFolder(const std::string &folder, const std::string &name,
                     const std::string &record) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos) {
    throw FileError(record + " is damaged: it names the file '" + name +
                    "', which is not in its folder");
  }
  return (fs::path(folder) / name).string();
}

}  // namespace

InstalledModel readRecord(const std::string &folder) {
  const std::string path = (fs::path(folder) / kRecordName).string();
  const ordered_json record = readJsonObject(path);
  if (jsonField<int>(record, "version", path) > kVersion) {
    throw FileError(path + " is of a newer version", "update Everyword");
  }
  InstalledModel model;
  model.name = fs::path(folder).filename().string();
  model.folder = folder;
  model.title = jsonField<std::string>(record, "title", path);
  model.family = jsonField<std::string>(record, "family", path);
  model.path = inFolder(folder, jsonField<std::string>(record, "file", path), path);
  model.bytes = jsonField<std::int64_t>(record, "bytes", path);
  model.sha256 = jsonField<std::string>(record, "sha256", path);
  model.source = jsonFieldOr<std::string>(record, "source", "", path);
  model.licence = jsonFieldOr<std::string>(record, "licence", "", path);
  model.modes = jsonFieldOr<std::vector<std::string>>(record, "modes", {}, path);
  model.configJson =
      jsonFieldOr<ordered_json>(record, "config", ordered_json::object(), path).dump();
  if (record.contains("config_file")) {
    model.configPath = inFolder(folder, jsonField<std::string>(record, "config_file", path), path);
  }
  if (record.contains("config_sha256")) {  // what was written before there were "files"
    std::error_code error;
    model.others.push_back({model.configPath,
                            static_cast<std::int64_t>(fs::file_size(model.configPath, error)),
                            jsonField<std::string>(record, "config_sha256", path)});
  }
  for (const ordered_json &row :
       jsonFieldOr<std::vector<ordered_json>>(record, "files", {}, path)) {
    model.others.push_back({inFolder(folder, jsonField<std::string>(row, "file", path), path),
                            jsonField<std::int64_t>(row, "bytes", path),
                            jsonField<std::string>(row, "sha256", path)});
  }
  return model;
}

void writeRecord(const std::string &folder, const InstalledModel &model) {
  ordered_json record = {{"version", kVersion},
                         {"name", model.name},
                         {"title", model.title},
                         {"family", model.family},
                         {"file", fs::path(model.path).filename().string()},
                         {"bytes", model.bytes},
                         {"sha256", model.sha256},
                         {"source", model.source},
                         {"licence", model.licence},
                         {"modes", model.modes},
                         {"config", ordered_json::parse(model.configJson)}};
  if (!model.configPath.empty()) {
    record["config_file"] = fs::path(model.configPath).filename().string();
  }
  for (const InstalledFile &file : model.others) {
    record["files"].push_back({{"file", fs::path(file.path).filename().string()},
                               {"bytes", file.bytes},
                               {"sha256", file.sha256}});
  }
  writeTextAtomically((fs::path(folder) / kRecordName).string(),
                      record.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

}  // namespace everyword
