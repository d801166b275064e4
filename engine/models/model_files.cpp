#include "engine/models/model_files.h"

#include <filesystem>
#include <vector>

#include "engine/api/errors.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

/// The first of these files that exists, or "".
std::string firstBeside(const std::string &file, const std::vector<std::string> &names) {
  for (const std::string &name : names) {
    const fs::path candidate = fs::path(file).parent_path() / name;
    std::error_code error;
    if (fs::is_regular_file(candidate, error)) {
      return candidate.string();
    }
  }
  return {};
}

class Resolver {
 public:
  Resolver(const ModelSet &models, const std::function<std::string()> &packFolder)
      : models_(models), packFolder_(packFolder) {}

  ModelFiles resolve(bool withGenerator) {
    files_.clip = models_.path("clip").empty() ? fromPack("clip") : ModelFile{models_.path("clip"), {}};
    files_.merges = merges();
    if (withGenerator) {
      files_.vqgan = models_.path("vqgan").empty() ? fromPack("vqgan") : ModelFile{models_.path("vqgan"), {}};
      files_.vqganConfig = vqganConfig();
    }
    return std::move(files_);
  }

 private:
  ModelFile fromPack(const std::string &role) {
    if (!files_.pack) {
      files_.pack = readManifest(packFolder_());
    }
    const PackFile &file = files_.pack->file(role);
    return {file.path, file};
  }

  ModelFile merges() {
    if (!models_.path("merges").empty()) {
      return {models_.path("merges"), {}};
    }
    if (!models_.path("clip").empty()) {
      const std::string own =
          firstBeside(models_.path("clip"),
                      {"merges.txt", "bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt"});
      if (!own.empty()) {
        return {own, {}};
      }
    }
    return fromPack("merges");
  }

  ModelFile vqganConfig() {
    if (!models_.path("vqgan_config").empty()) {
      return {models_.path("vqgan_config"), {}};
    }
    if (!models_.path("vqgan").empty()) {
      const std::string stem = fs::path(models_.path("vqgan")).stem().string();
      return {firstBeside(models_.path("vqgan"), {stem + ".yaml", "model.yaml"}), {}};
    }
    if (files_.pack->files.count("vqgan_config") == 0) {
      return {};
    }
    return fromPack("vqgan_config");
  }

  const ModelSet &models_;
  const std::function<std::string()> &packFolder_;
  ModelFiles files_;
};

}  // namespace

ModelFiles resolveModelFiles(const ModelSet &models, const std::function<std::string()> &packFolder,
                             bool withGenerator) {
  return Resolver(models, packFolder).resolve(withGenerator);
}

std::string fileStamp(const std::string &path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) {
    throw FileError(path + " cannot be read", "check that the file exists");
  }
  const auto changed = fs::last_write_time(path, error).time_since_epoch().count();
  return fs::absolute(path).lexically_normal().string() + '|' + std::to_string(size) + '|' +
         std::to_string(changed);
}

}  // namespace everyword
