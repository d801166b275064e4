#include "engine/store/model_store.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "engine/api/errors.h"
#include "engine/inspect/file_inspection.h"
#include "engine/models/file_digest.h"
#include "engine/store/data_files.h"
#include "engine/store/model_record.h"
#include "engine/store/user_folder.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

constexpr const char *kYamlName = "model.yaml";  // where the loader looks beside a checkpoint

/// A folder that goes again with what is in it, unless it was renamed into its place.
class FolderInTheMaking {
 public:
  explicit FolderInTheMaking(const fs::path &path) : path_(path) { makeFolder(path_.string()); }
  ~FolderInTheMaking() {
    std::error_code ignored;
    if (!done_) {
      fs::remove_all(path_, ignored);
    }
  }
  FolderInTheMaking(const FolderInTheMaking &) = delete;
  FolderInTheMaking &operator=(const FolderInTheMaking &) = delete;

  std::string file(const std::string &name) const { return (path_ / name).string(); }
  const fs::path &path() const { return path_; }
  void renameTo(const fs::path &target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) {
      throwWriteError(target.string(), errno);
    }
    done_ = true;
  }

 private:
  fs::path path_;
  bool done_ = false;
};

/// A name that cannot be mistaken for one of ours, nor hide.
std::string storedName(const NewModel &model) {
  const std::string wanted = asModelName(
      model.fileName.empty() ? fs::path(model.file).filename().string() : model.fileName);
  return wanted == kYamlName || wanted == kRecordName ? "weights-" + wanted : wanted;
}

void requireUsable(const ModelReport &report) {
  if (!report.isUsable()) {
    throw FileError(report.problem);
  }
  if (report.format == "yaml") {
    throw FileError(report.path + " is the yaml of a VQGAN, which is of no use alone",
                    "import the checkpoint it belongs to, and name the yaml with --config");
  }
}

void requireDigest(const std::string &path, const std::string &name, std::int64_t bytes,
                   const std::string &sha256) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  const std::string advice = "remove the model '" + name + "' and import it again";
  if (error) {
    throw FileError(path + " is missing", advice);
  }
  if (bytes >= 0 && static_cast<std::int64_t>(size) != bytes) {
    throw FileError(path + " is damaged: it has " + std::to_string(size) + " bytes instead of " +
                        std::to_string(bytes),
                    advice);
  }
  if (sha256OfFile(path) != sha256) {
    throw FileError(path + " is damaged: its SHA-256 is not the one it came with", advice);
  }
}

}  // namespace

std::vector<InstalledModel> ModelStore::list() const {
  std::vector<InstalledModel> models;
  std::error_code error;
  for (const auto &entry : fs::directory_iterator(folder_, error)) {
    if (entry.path().filename().string().starts_with('.') ||
        !fs::exists(entry.path() / kRecordName, error)) {
      continue;
    }
    try {
      models.push_back(readRecord(entry.path().string()));
    } catch (const FileError &) {
      // One damaged model does not hide the others.
    }
  }
  std::sort(models.begin(), models.end(),
            [](const auto &a, const auto &b) { return a.name < b.name; });
  return models;
}

std::optional<InstalledModel> ModelStore::find(const std::string &name) const {
  if (name.empty() || name.starts_with('.') || name.find('/') != std::string::npos) {
    return {};
  }
  const fs::path folder = fs::path(folder_) / name;
  std::error_code error;
  if (!fs::exists(folder / kRecordName, error)) {
    return {};
  }
  return readRecord(folder.string());
}

std::optional<InstalledModel> ModelStore::withDigest(const std::string &sha256) const {
  for (const InstalledModel &model : list()) {
    if (model.sha256 == sha256) {
      return model;
    }
  }
  return {};
}

InstalledModel ModelStore::add(const NewModel &wanted, const ModelReport &report) {
  requireUsable(report);
  if (!wanted.configPath.empty()) {
    if (report.family != "vqgan") {
      throw FileError(report.path + " is a " + report.title + ", which takes no yaml",
                      "leave it out");
    }
    requireYamlFits(report.path, wanted.configPath);
  }
  InstalledModel model;
  model.name = freeName(wanted);
  model.title = report.title;
  model.family = report.family;
  model.bytes = report.bytes;
  model.sha256 = wanted.sha256;
  model.source = wanted.source;
  model.licence = wanted.licence;
  model.modes = report.modes;
  model.configJson = report.configJson;
  makeFolder(folder_);
  if (!wanted.move) {
    requireFreeSpace(folder_, report.bytes, fs::path(wanted.file).filename().string());
  }

  const fs::path target = fs::path(folder_) / model.name;
  FolderInTheMaking making(fs::path(folder_) /
                           ("." + model.name + "." + std::to_string(::getpid()) + ".part"));
  const std::string file = storedName(wanted);
  if (!wanted.configPath.empty()) {
    copyFileBytes(wanted.configPath, making.file(kYamlName));
    model.configSha256 = sha256OfFile(making.file(kYamlName));
    model.configPath = (target / kYamlName).string();
  }
  if (!wanted.move) {
    copyFileBytes(wanted.file, making.file(file));
    if (sha256OfFile(making.file(file)) != wanted.sha256) {
      throw FileError(wanted.file + " changed while it was copied", "try again");
    }
  }
  model.folder = target.string();
  model.path = (target / file).string();
  writeRecord(making.path().string(), model);
  // Last, so that a failure above leaves a moved file where it was.
  if (wanted.move && ::rename(wanted.file.c_str(), making.file(file).c_str()) != 0) {
    throwWriteError(making.file(file), errno);
  }
  making.renameTo(target);
  return model;
}

void ModelStore::verify(const InstalledModel &model) const {
  requireDigest(model.path, model.name, model.bytes, model.sha256);
  if (!model.configPath.empty()) {
    requireDigest(model.configPath, model.name, -1, model.configSha256);
  }
}

void ModelStore::remove(const InstalledModel &model) {
  std::error_code error;
  // The record goes first: from then on the model is not there, whatever happens to the rest.
  for (const std::string &path :
       {(fs::path(model.folder) / kRecordName).string(), model.path, model.configPath}) {
    if (path.empty()) {
      continue;
    }
    fs::remove(path, error);
    if (error) {
      throwWriteError(path, error.value());
    }
  }
  fs::remove(model.folder, error);  // stays when something else lies in it
}

std::string ModelStore::freeName(const NewModel &model) const {
  std::error_code error;
  const auto isTaken = [&](const std::string &name) {
    return fs::exists(fs::path(folder_) / name, error);
  };
  if (!model.name.empty()) {
    checkModelName(model.name);
    if (isTaken(model.name)) {
      throw InputError("there is a model named '" + model.name + "' already",
                       "choose another name or remove that one first");
    }
    return model.name;
  }
  fs::path file =
      model.fileName.empty() ? fs::path(model.file).filename() : fs::path(model.fileName);
  if (file.extension() == ".gz") {
    file = file.stem();
  }
  const std::string base = asModelName(file.stem().string());
  std::string name = base;
  for (int number = 2; isTaken(name); ++number) {
    name = base + "-" + std::to_string(number);
  }
  return name;
}

}  // namespace everyword
