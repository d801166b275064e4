#include "engine/classify/labelled_pictures.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "engine/api/errors.h"
#include "engine/api/outside_text.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestTable = std::size_t{256} << 20;

using ByClass = std::map<std::string, std::vector<std::string>>;

std::string withSpaces(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

bool isHidden(const fs::path &path) { return path.filename().string().starts_with('.'); }

std::vector<std::string> filesOf(const fs::path &folder) {
  std::vector<std::string> files;
  for (const auto &entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file() && !isHidden(entry.path())) {
      files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

ByClass fromFolder(const std::string &source) {
  ByClass classes;
  std::map<std::string, std::string> folders;
  std::vector<fs::path> entries;
  for (const auto &entry : fs::directory_iterator(source)) {
    if (entry.is_directory() && !isHidden(entry.path())) {
      entries.push_back(entry.path());
    }
  }
  std::sort(entries.begin(), entries.end());
  for (const fs::path &folder : entries) {
    const std::string name = withSpaces(folder.filename().string());
    const auto [other, isNew] = folders.emplace(name, folder.filename().string());
    if (!isNew) {
      throw InputError("the folders '" + other->second + "' and '" + folder.filename().string() +
                           "' in " + source + " are one class, '" + name + "'",
                       "rename one of them");
    }
    classes[name] = filesOf(folder);
    if (classes[name].empty()) {
      throw InputError("the folder of the class '" + name + "' in " + source + " is empty",
                       "put pictures into it or remove it");
    }
  }
  return classes;
}

ByClass fromTable(const std::string &source) {
  std::istringstream lines(readTextFile(source, kLargestTable));
  ByClass classes;
  std::string line;
  std::size_t file = 0, label = 0, columns = 0;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (!line.empty() && line.back() == '\r') {
      line.pop_back();
    }
    if (line.empty()) {
      continue;
    }
    const std::vector<std::string> fields = csvFields(line);
    if (columns == 0) {
      const auto place = [&](const char *name) {
        const auto found = std::find(fields.begin(), fields.end(), name);
        if (found == fields.end()) {
          throw FileError(source + " has no column '" + name + "'",
                          "its first line should be file,class");
        }
        return static_cast<std::size_t>(found - fields.begin());
      };
      file = place("file");
      label = place("class");
      columns = fields.size();
      continue;
    }
    if (fields.size() != columns || fields[file].empty() || fields[label].empty()) {
      throw FileError(source + ", line " + std::to_string(number) + " has " +
                          std::to_string(fields.size()) + " fields",
                      "a file and a class are needed");
    }
    classes[withSpaces(fields[label])].push_back(
        (fs::path(source).parent_path() / fields[file]).string());
  }
  return classes;
}

}  // namespace

std::vector<std::string> csvFields(const std::string &line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[i++];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

LabelledPictures findLabelledPictures(const std::string &source,
                                      const std::vector<std::string> &known, bool others) {
  std::error_code ignored;
  const bool isFolder = fs::is_directory(source, ignored);
  if (!isFolder && !fs::exists(source, ignored)) {
    throw FileError("there is no folder or table '" + source + "'");
  }
  const ByClass classes = isFolder ? fromFolder(source) : fromTable(source);
  LabelledPictures found;
  const fs::path named =
      fs::path(source).has_filename() ? fs::path(source) : fs::path(source).parent_path();
  found.name = named.stem().string();
  found.classes = known;
  if (known.empty()) {
    for (const auto &[name, files] : classes) {
      found.classes.push_back(name);
    }
  }
  for (const auto &[name, files] : classes) {
    const auto place = std::find(found.classes.begin(), found.classes.end(), name);
    if (place == found.classes.end() && others) {
      continue;
    }
    if (place == found.classes.end()) {
      throw InputError("'" + source + "' has the class '" + name + "', which is not learned",
                       "give it to the training pictures or remove it");
    }
    found.paths.insert(found.paths.end(), files.begin(), files.end());
    found.labels.insert(found.labels.end(), files.size(), place - found.classes.begin());
  }
  if (found.paths.empty()) {
    throw InputError("there are no pictures in '" + source + "'",
                     "it needs a folder a class with pictures in it, or lines of file and class");
  }
  return found;
}

}  // namespace everyword
