#include "engine/facade/resources.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "engine/api/errors.h"

namespace everyword {

namespace fs = std::filesystem;

std::string findResources(const std::string &named) {
  if (!named.empty()) {
    return named;
  }
  if (const char *folder = std::getenv("EVERYWORD_RESOURCES");
      folder != nullptr && *folder != '\0') {
    return folder;
  }
  std::error_code ignored;
  const fs::path executable = fs::read_symlink("/proc/self/exe", ignored);
  for (fs::path folder = executable.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    for (const char *candidate : {"resources", "share/everyword"}) {
      if (fs::exists(folder / candidate / "README.md", ignored) ||
          fs::exists(folder / candidate / "starter" / "manifest.json", ignored)) {
        return (folder / candidate).string();
      }
    }
    if (folder == folder.root_path()) {
      break;
    }
  }
  throw FileError("the resources folder was looked for beside " + executable.string() +
                      " and above it and is not there",
                  "set EVERYWORD_RESOURCES to it");
}

}  // namespace everyword
