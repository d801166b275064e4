#include "engine/store/user_folder.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "engine/api/errors.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 80;
constexpr std::int64_t kSpare = 16 << 20;  // a disk that is full to the last byte helps nobody

std::string environment(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

/// The program's folder in one of the desktop's base folders. `own`: what could name it instead.
fs::path baseFolder(const char *variable, const char *below, const char *own) {
  fs::path base = environment(variable);
  // A relative path is to be ignored, says the specification.
  if (!base.is_absolute()) {
    const std::string home = environment("HOME");
    if (home.empty()) {
      throw ResourceError("there is no home folder for models",
                          std::string("set ") + own + " to a folder");
    }
    base = fs::path(home) / below;
  }
  return base / "everyword";
}

bool isNameLetter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && (std::isalnum(byte) || c == '-' || c == '_' || c == '.');
}

bool isAlphanumeric(char c) {
  return isNameLetter(c) && std::isalnum(static_cast<unsigned char>(c));
}

}  // namespace

std::string modelsFolder(const std::string &named) {
  fs::path folder = named.empty() ? environment("EVERYWORD_MODELS") : named;
  if (folder.empty()) {
    folder = baseFolder("XDG_DATA_HOME", ".local/share", "EVERYWORD_MODELS") / "models";
  }
  return fs::absolute(folder).lexically_normal().string();
}

std::string cacheFolder() {
  fs::path folder = environment("EVERYWORD_CACHE");
  if (folder.empty()) {
    folder = baseFolder("XDG_CACHE_HOME", ".cache", "EVERYWORD_CACHE");
  }
  return fs::absolute(folder).lexically_normal().string();
}

void makeFolder(const std::string &path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error || !fs::is_directory(path, error)) {
    throw ResourceError("the folder '" + path + "' cannot be made (" + error.message() + ")",
                        "set EVERYWORD_MODELS to another folder");
  }
}

void requireFreeSpace(const std::string &folder, std::int64_t bytes, const std::string &what) {
  std::error_code error;
  const auto space = fs::space(folder, error);
  if (error) {
    return;
  }
  const auto available =
      static_cast<std::int64_t>(std::min<std::uintmax_t>(space.available, std::uintmax_t{1} << 62));
  if (available - kSpare >= bytes) {
    return;
  }
  throw ResourceError("the disk of '" + folder + "' has " + sizeText(available) + " left, " + what +
                          " needs " + sizeText(bytes),
                      "free some space or set EVERYWORD_MODELS to a folder on another disk");
}

void checkModelName(const std::string &name) {
  const bool valid = !name.empty() && name.size() <= kLongestName && isAlphanumeric(name[0]) &&
                     std::all_of(name.begin(), name.end(), isNameLetter);
  if (!valid) {
    throw InputError("'" + name.substr(0, kLongestName) + "' cannot be a model's name",
                     "use letters, digits, '-', '_' and '.', at most 80 of them");
  }
}

std::string asModelName(const std::string &text) {
  std::string name;
  for (const char c : text) {
    if (name.size() == kLongestName - 8) {
      break;  // leaves room for "-2"
    }
    if (isAlphanumeric(c) || (isNameLetter(c) && !name.empty())) {
      name += c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (!name.empty() && !isAlphanumeric(name.back())) {
    name.pop_back();
  }
  return name.empty() ? "model" : name;
}

std::string sizeText(std::int64_t bytes) {
  constexpr const char *kUnits[] = {"bytes", "kB", "MB", "GB", "TB"};
  if (bytes < 1000) {
    return std::to_string(bytes) + " bytes";
  }
  double size = static_cast<double>(bytes);
  int unit = 0;
  while (size >= 999.95 && unit < 4) {
    size /= 1000;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %s", size, kUnits[unit]);
  return text;
}

}  // namespace everyword
