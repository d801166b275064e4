#include "engine/store/model_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/checkpoint/tensor_table.h"
#include "engine/core/atomic_file.h"
#include "engine/core/read_file.h"
#include "engine/models/file_digest.h"
#include "engine/models/model_families.h"
#include "engine/models/model_files.h"
#include "engine/store/data_files.h"
#include "engine/store/model_record.h"
#include "engine/store/user_folder.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

constexpr const char *kCheckedName =
    ".checked";                             // stamps of the files when their digests were right
constexpr const char *kLockName = ".lock";  // held by whoever makes the folder

/// A folder that goes again with what is in it, unless it was renamed into its place. While it is
/// being made, a lock in it distinguishes it from what a killed process has left.
class FolderInTheMaking {
 public:
  explicit FolderInTheMaking(const fs::path &path) : path_(path) {
    makeFolder(path_.string());
    lock_ = ::open(file(kLockName).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock_ < 0 || ::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
      throwWriteError(file(kLockName), errno);
    }
  }
  ~FolderInTheMaking() {
    std::error_code ignored;
    if (!done_) {
      fs::remove_all(path_, ignored);
    }
    ::close(lock_);
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
    ::unlink((target / kLockName).c_str());
  }

 private:
  fs::path path_;
  int lock_ = -1;
  bool done_ = false;
};

/// ".NAME.PID.part" that nobody makes any more: its lock is free, or, of one without a lock, its
/// process is gone.
bool isAbandoned(const fs::path &folder) {
  const std::string name = folder.filename().string();
  if (!name.starts_with('.') || !name.ends_with(".part")) {
    return false;
  }
  const int lock = ::open((folder / kLockName).c_str(), O_RDWR | O_CLOEXEC);
  if (lock >= 0) {
    const bool isFree = ::flock(lock, LOCK_EX | LOCK_NB) == 0;
    ::close(lock);
    return isFree;
  }
  const std::string stem = name.substr(0, name.size() - std::string(".part").size());
  const long process = std::strtol(stem.substr(stem.rfind('.') + 1).c_str(), nullptr, 10);
  return process > 0 && ::kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH;
}

/// In the store, its models' folders and its downloads. Never throws.
void removeLitter(const std::string &store) {
  std::error_code error;
  removeAbandonedParts(store);
  std::vector<fs::path> folders;
  for (const auto &entry : fs::directory_iterator(store, error)) {
    std::error_code ignored;
    if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) {
      folders.push_back(entry.path());
    }
  }
  for (const fs::path &folder : folders) {
    if (isAbandoned(folder)) {
      fs::remove_all(folder, error);
    } else {
      removeAbandonedParts(folder.string());
    }
  }
}

bool isReserved(const std::string &name) {
  if (name == kRecordName) {
    return true;
  }
  for (const ModelFamily &family : modelFamilies()) {
    for (const Companion &companion : family.companions) {
      if (name == companion.storedAs || std::find(companion.names.begin(), companion.names.end(),
                                                  name) != companion.names.end()) {
        return companion.isConfig;
      }
    }
  }
  return false;
}

/// What lies beside a checkpoint and has to lie beside its copy: source and name.
struct Beside {
  std::string source, name;
  bool isConfig = false;
};

std::vector<Beside> filesBeside(const NewModel &model, const ModelFamily *family) {
  std::vector<Beside> files;
  for (const std::string &shard : shardsOf(model.file)) {
    files.push_back({shard, fs::path(shard).filename().string(), false});
  }
  bool takesConfig = false;
  for (const Companion &companion : family ? family->companions : std::vector<Companion>{}) {
    const bool isGiven = companion.isConfig && !model.configPath.empty();
    takesConfig = takesConfig || companion.isConfig;
    if (isGiven) {
      companion.requireFits(TensorTable::open(model.file), model.configPath);
    }
    const std::string path = isGiven ? model.configPath : companionBeside(model.file, companion);
    if (!path.empty()) {
      files.push_back(
          {path,
           companion.storedAs.empty() ? fs::path(path).filename().string() : companion.storedAs,
           companion.isConfig});
    }
  }
  if (!model.configPath.empty() && !takesConfig) {
    throw FileError(model.file + " takes no configuration", "leave it out");
  }
  return files;
}

/// A name that cannot be mistaken for one of ours, nor hide.
std::string storedName(const NewModel &model) {
  const std::string wanted = asModelName(
      model.fileName.empty() ? fs::path(model.file).filename().string() : model.fileName);
  return isReserved(wanted) ? "weights-" + wanted : wanted;
}

void requireUsable(const ModelReport &report) {
  if (!report.isUsable()) {
    throw FileError(report.problem);
  }
  if (report.format == "yaml" || report.format == "json") {
    throw FileError(report.path + " is the configuration of a model, which is of no use alone",
                    "import the checkpoint it belongs to, and name this file with --config");
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
  if (sha256OfModel(path) != sha256) {
    throw FileError(path + " is damaged: its SHA-256 is not the one it came with", advice);
  }
}

}  // namespace

std::vector<InstalledModel> ModelFolder::list() const {
  removeLitter(folder_);
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

std::optional<InstalledModel> ModelFolder::find(const std::string &name) const {
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

std::optional<InstalledModel> ModelFolder::withDigest(const std::string &sha256) const {
  for (const InstalledModel &model : list()) {
    if (model.sha256 == sha256) {
      return model;
    }
  }
  return {};
}

InstalledModel ModelFolder::add(const NewModel &wanted, const ModelReport &report) {
  requireUsable(report);
  const std::vector<Beside> beside = filesBeside(wanted, familyNamed(report.family));
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
  for (const Beside &other : beside) {
    copyFileBytes(other.source, making.file(other.name));
    std::error_code error;
    model.others.push_back(
        {(target / other.name).string(),
         static_cast<std::int64_t>(fs::file_size(making.file(other.name), error)),
         sha256OfFile(making.file(other.name))});
    if (other.isConfig) {
      model.configPath = model.others.back().path;
    }
  }
  if (!wanted.move) {
    copyFileBytes(wanted.file, making.file(file));
    if (sha256OfModel(making.file(file)) != wanted.sha256) {
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

void ModelFolder::verify(const InstalledModel &model) const {
  const bool inShards = !shardsOf(model.path).empty();
  if (!inShards) {
    requireDigest(model.path, model.name, model.bytes, model.sha256);
  }
  for (const InstalledFile &other : model.others) {
    requireDigest(other.path, model.name, other.bytes, other.sha256);
  }
  if (inShards) {  // last: its digest is that of all, and would not say which one is damaged
    requireDigest(model.path, model.name, -1, model.sha256);
  }
}

void ModelFolder::requireIntact(const InstalledModel &model) const {
  const std::string checked = (fs::path(model.folder) / kCheckedName).string();
  const auto stamps = [&model] {
    std::string text = model.sha256 + "\n" + fileStamp(model.path) + "\n";
    for (const InstalledFile &other : model.others) {
      text += other.sha256 + "\n" + fileStamp(other.path) + "\n";
    }
    return text;
  };
  try {
    if (const auto known = readFile(checked); std::string(known.begin(), known.end()) == stamps()) {
      return;
    }
  } catch (const FileError &) {
    // Not checked yet, or a file is missing, which verify() reports.
  }
  verify(model);
  try {
    writeTextAtomically(checked, stamps());
  } catch (const ResourceError &) {
    // A store that cannot be written is checked again next time.
  }
}

std::optional<InstalledModel> ModelFolder::owning(const std::string &path) const {
  std::error_code error;
  const fs::path folder = fs::weakly_canonical(path, error).parent_path();
  if (error || !fs::equivalent(folder.parent_path(), folder_, error) || error) {
    return {};
  }
  return find(folder.filename().string());
}

void ModelFolder::remove(const InstalledModel &model) {
  std::error_code error;
  // The record goes first: from then on the model is not there, whatever happens to the rest.
  std::vector<std::string> paths = {(fs::path(model.folder) / kRecordName).string(), model.path,
                                    (fs::path(model.folder) / kCheckedName).string()};
  for (const InstalledFile &other : model.others) {
    paths.push_back(other.path);
  }
  for (const std::string &path : paths) {
    fs::remove(path, error);
    if (error) {
      throwWriteError(path, error.value());
    }
  }
  fs::remove(model.folder, error);  // stays when something else lies in it
}

std::string ModelFolder::freeName(const NewModel &model) const {
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
