#include "engine/store/model_identity.h"

#include <filesystem>
#include <map>
#include <mutex>

#include "engine/api/errors.h"
#include "engine/models/file_digest.h"
#include "engine/models/model_files.h"
#include "engine/models/pack_manifest.h"
#include "engine/store/model_folder.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

constexpr const char *kMark = "@sha256:";
constexpr std::size_t kDigits = 64;

bool isSameFile(const std::string &a, const std::string &b) {
  std::error_code error;
  return !a.empty() && !b.empty() && fs::equivalent(a, b, error);
}

/// Once for each state of a file.
std::string knownDigest(const std::string &path) {
  static std::mutex mutex;
  static std::map<std::string, std::string> known;
  const std::string stamp = fileStamp(path);
  const std::lock_guard lock(mutex);
  std::string &digest = known[stamp];
  if (digest.empty()) {
    digest = sha256OfModel(path);
  }
  return digest;
}

}  // namespace

std::optional<ModelIdentity> parseIdentity(const std::string &text) {
  const std::size_t mark = text.rfind(kMark);
  if (mark == std::string::npos || mark == 0) {
    return {};
  }
  const std::string digest = text.substr(mark + std::string(kMark).size());
  const bool valid =
      digest.size() == kDigits && digest.find_first_not_of("0123456789abcdef") == std::string::npos;
  return valid ? std::optional(ModelIdentity{text.substr(0, mark), digest}) : std::nullopt;
}

std::string identityOf(const std::string &path, const ModelFolder &store) {
  for (const InstalledModel &model : store.list()) {
    if (isSameFile(path, model.path)) {
      return ModelIdentity{model.name, model.sha256}.text();
    }
    for (const InstalledFile &other : model.others) {
      if (isSameFile(path, other.path)) {
        return {};
      }
    }
  }
  return ModelIdentity{fs::absolute(path).lexically_normal().string(), knownDigest(path)}.text();
}

ModelSet modelsForRecipe(const ModelSet &used, const ModelFolder &store) {
  ModelSet recorded;
  recorded.pack = used.pack;
  for (const auto &[role, path] : used.files) {
    recorded.setPath(role, path.empty() ? "" : identityOf(path, store));
  }
  return recorded;
}

std::string pathOf(const ModelIdentity &identity, const ModelFolder &store) {
  const auto named = store.find(identity.name);
  if (named && named->sha256 == identity.sha256) {
    return named->path;
  }
  if (const auto same = store.withDigest(identity.sha256)) {
    return same->path;
  }
  std::error_code error;
  const bool isFile = !named && fs::is_regular_file(identity.name, error);
  if (isFile && knownDigest(identity.name) == identity.sha256) {
    return identity.name;
  }
  const std::string digest = "SHA-256 " + identity.sha256.substr(0, 12) + "...";
  if (named || isFile) {
    throw FileError("'" + identity.name.substr(0, 120) + "' is another model than the one meant (" +
                        digest + ")",
                    "install that one, or name the model to use instead");
  }
  throw FileError(
      "the model '" + identity.name.substr(0, 120) + "' (" + digest + ") is not installed",
      "install it, or name the model to use instead");
}

std::string packDigest(const std::string &packFolder) {
  std::string all;
  for (const auto &[role, file] : readManifest(packFolder).files) {
    all += role + " " + file.sha256 + "\n";
  }
  return sha256OfText(all);
}

}  // namespace everyword
