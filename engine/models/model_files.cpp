#include "engine/models/model_files.h"

#include <sys/stat.h>

#include <filesystem>

#include "engine/api/errors.h"
#include "engine/checkpoint/tensor_table.h"
#include "engine/models/model_families.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

class Resolver {
 public:
  Resolver(const ModelSet &models, const std::function<std::string()> &packFolder)
      : models_(models), packFolder_(packFolder) {}

  ModelFiles resolve(const std::vector<std::string> &roles) {
    for (const std::string &role : roles) {
      const std::string own = models_.path(role);
      files_.byRole[role] = own.empty() ? fromPack(role) : ModelFile{own, {}};
      const ModelFamily *family = familyNamed(role);
      for (const Companion &companion : family ? family->companions : std::vector<Companion>{}) {
        addCompanion(own, companion);
      }
    }
    return std::move(files_);
  }

 private:
  const PackManifest &pack() {
    if (!files_.pack) {
      files_.pack = readManifest(packFolder_());
    }
    return *files_.pack;
  }

  ModelFile fromPack(const std::string &role) {
    const PackFile &file = pack().file(role);
    return {file.path, file};
  }

  /// A configuration is the checkpoint's own; words may be the pack's.
  void addCompanion(const std::string &ownCheckpoint, const Companion &companion) {
    ModelFile file{models_.path(companion.role), {}};
    if (file.path.empty() && !ownCheckpoint.empty()) {
      file.path = companionBeside(ownCheckpoint, companion);
    }
    const bool mayBePacks = ownCheckpoint.empty() || !companion.isConfig;
    const bool isNeeded = !companion.isConfig;
    if (file.path.empty() && mayBePacks && (isNeeded || pack().files.count(companion.role) > 0)) {
      file = fromPack(companion.role);
    }
    if (!file.path.empty()) {
      files_.byRole[companion.role] = file;
    }
  }

  const ModelSet &models_;
  const std::function<std::string()> &packFolder_;
  ModelFiles files_;
};

std::string stampOfOne(const std::string &path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    throw FileError(path + " cannot be read", "check that the file exists");
  }
  const auto nanoseconds = [](const timespec &time) {
    return std::to_string(time.tv_sec) + '.' + std::to_string(time.tv_nsec);
  };
  return fs::absolute(path).lexically_normal().string() + '|' + std::to_string(status.st_size) +
         '|' + nanoseconds(status.st_mtim) + '|' + nanoseconds(status.st_ctim);
}

}  // namespace

std::string ModelFiles::path(const std::string &role) const {
  const auto found = byRole.find(role);
  return found == byRole.end() ? "" : found->second.path;
}

ModelFiles resolveModelFiles(const ModelSet &models, const std::function<std::string()> &packFolder,
                             const std::vector<std::string> &roles) {
  return Resolver(models, packFolder).resolve(roles);
}

std::string fileStamp(const std::string &path) {
  std::string stamp = stampOfOne(path);
  for (const std::string &shard : shardsOf(path)) {
    stamp += '|' + stampOfOne(shard);
  }
  return stamp;
}

}  // namespace everyword
