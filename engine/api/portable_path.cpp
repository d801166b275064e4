#include "engine/api/portable_path.h"

#include <filesystem>

namespace everyword {
namespace {

namespace fs = std::filesystem;

fs::path pathOf(const std::string &utf8) {
  return {reinterpret_cast<const char8_t *>(utf8.data()),
          reinterpret_cast<const char8_t *>(utf8.data() + utf8.size())};
}

std::string textOf(const fs::path &path) {
  const std::u8string text = path.generic_u8string();
  return {text.begin(), text.end()};
}

/// `path` as seen from `folder`; empty when it does not lie below.
fs::path below(const fs::path &path, const fs::path &folder) {
  fs::path relative = path.lexically_normal().lexically_relative(folder.lexically_normal());
  return relative.empty() || *relative.begin() == ".." ? fs::path() : relative;
}

}  // namespace

std::string portablePath(const std::string &path, const std::string &folder) {
  const fs::path absolute = pathOf(path);
  if (!absolute.is_absolute()) {
    return path;
  }
  fs::path relative = below(absolute, pathOf(folder));
  if (relative.empty()) {
    // The same folder may go by two names.
    std::error_code pathError, folderError;
    const fs::path real = fs::weakly_canonical(absolute, pathError);
    const fs::path realFolder = fs::weakly_canonical(pathOf(folder), folderError);
    if (!pathError && !folderError) {
      relative = below(real, realFolder);
    }
  }
  return relative.empty() ? path : "./" + textOf(relative);
}

std::string resolvedPath(const std::string &path, const std::string &folder) {
  const fs::path written = pathOf(path);
  if (path.find('/') == std::string::npos || written.is_absolute()) {
    return path;
  }
  const fs::path absolute = (pathOf(folder) / written).lexically_normal();
  std::error_code error;
  if (fs::exists(absolute, error)) {
    return textOf(absolute);
  }
  const bool isOurForm = path.starts_with("./");
  return isOurForm && !fs::exists(written, error) ? textOf(absolute) : path;
}

}  // namespace everyword
