#include "engine/models/pack_manifest.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/api/errors.h"
#include "engine/api/outside_text.h"
#include "engine/models/file_digest.h"

namespace everyword {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kManifestVersion = 1;
constexpr const char *kManifestName = "manifest.json";
constexpr const char *kInstallAgain = "install the pack again";

json readJson(const fs::path &path) {
  const std::string text = readTextFile(path.string());
  if (const std::string fault = jsonFault(text); !fault.empty()) {
    throw FileError(path.string() + " is damaged: it " + fault, kInstallAgain);
  }
  json value = json::parse(text);
  if (!value.is_object()) {
    throw FileError(path.string() + " is damaged: it is no JSON object", kInstallAgain);
  }
  return value;
}

template <typename T>
T field(const json &object, const char *key, const fs::path &path) {
  try {
    return object.at(key).get<T>();
  } catch (const json::exception &) {
    throw FileError(path.string() + " is damaged: '" + key + "' is missing or of a wrong type",
                    kInstallAgain);
  }
}

/// A file of the pack stays inside the pack.
fs::path insideFolder(const fs::path &folder, const std::string &name, const fs::path &manifest) {
  const fs::path relative(name);
  const bool climbs = std::find(relative.begin(), relative.end(), "..") != relative.end();
  if (relative.empty() || relative.is_absolute() || climbs) {
    throw FileError(manifest.string() + " names the file '" + name +
                    "', which is not below its folder");
  }
  return folder / relative;
}

std::map<std::string, PackFile> readFiles(const json &manifest, const fs::path &folder,
                                          const fs::path &path) {
  std::map<std::string, PackFile> files;
  for (const json &entry : field<json>(manifest, "files", path)) {
    PackFile file;
    file.name = field<std::string>(entry, "file", path);
    file.path = insideFolder(folder, file.name, path).string();
    file.bytes = field<std::int64_t>(entry, "bytes", path);
    file.sha256 = field<std::string>(entry, "sha256", path);
    files[field<std::string>(entry, "role", path)] = file;
  }
  return files;
}

/// What the pack draws comes first: completion and examples offer the first words first.
void readWords(PackManifest &pack) {
  const PackFile &file = pack.files.at("words");
  const json lists = readJson(file.path);
  const auto listOf = [&](const char *key) {
    return lists.contains(key) ? field<std::vector<std::string>>(lists, key, file.path)
                               : std::vector<std::string>();
  };
  const auto wordsOf = [&](std::initializer_list<const char *> keys) {  // each once
    std::vector<std::string> words;
    std::set<std::string> seen;
    for (const char *key : keys) {
      for (const std::string &word : listOf(key)) {
        if (seen.insert(word).second) {
          words.push_back(word);
        }
      }
    }
    return words;
  };
  pack.info.words = wordsOf({"drawn", "things", "colours", "places", "people", "attributes"});
  pack.things = wordsOf({"things", "people"});
  const std::vector<std::string> drawn = listOf("drawn");
  for (const std::string &thing : listOf("things")) {
    if (!drawn.empty() && std::find(drawn.begin(), drawn.end(), thing) == drawn.end()) {
      pack.notDrawn.push_back(thing);
    }
  }
}

}  // namespace

const PackFile &PackManifest::file(const std::string &role) const {
  const auto found = files.find(role);
  if (found == files.end()) {
    throw FileError("the pack '" + info.title + "' has no " + role + " (" + info.folder + ")");
  }
  return found->second;
}

bool isPackFolder(const std::string &folder) {
  std::error_code error;
  return fs::is_regular_file(fs::path(folder) / kManifestName, error);
}

PackManifest readManifest(const std::string &folder) {
  const fs::path absolute = fs::absolute(folder).lexically_normal();
  const fs::path path = absolute / kManifestName;
  const json manifest = readJson(path);
  if (field<int>(manifest, "version", path) > kManifestVersion) {
    throw FileError(path.string() + " is of a newer version", "update Everyword");
  }
  PackManifest pack;
  pack.info.name = field<std::string>(manifest, "name", path);
  pack.info.title = field<std::string>(manifest, "title", path);
  pack.info.folder = absolute.string();
  pack.info.notice = field<std::string>(manifest, "notice", path);
  pack.info.knowsOnlyItsWords = field<bool>(manifest, "knows_only_its_words", path);
  if (manifest.contains("recommended")) {
    const auto recommended = field<json::object_t>(manifest, "recommended", path);
    pack.info.recommendedJson = json(recommended).dump();
  }
  if (manifest.contains("recommended_by_mode")) {
    for (const auto &[mode, settings] :
         field<std::map<std::string, json::object_t>>(manifest, "recommended_by_mode", path)) {
      pack.info.recommendedByMode[mode] = json(settings).dump();
    }
  }
  if (manifest.contains("synonyms")) {
    pack.info.synonyms = field<std::map<std::string, std::string>>(manifest, "synonyms", path);
  }
  pack.files = readFiles(manifest, absolute, path);
  if (pack.files.count("words")) {
    readWords(pack);
  }
  return pack;
}

void verifyPackFile(const PackManifest &manifest, const PackFile &file) {
  const std::string which = file.name + " of the pack '" + manifest.info.title + "'";
  std::error_code error;
  const auto bytes = fs::file_size(file.path, error);
  if (error) {
    throw FileError(which + " is missing (" + file.path + ")", kInstallAgain);
  }
  if (static_cast<std::int64_t>(bytes) != file.bytes) {
    throw FileError(which + " is damaged: it has " + std::to_string(bytes) + " bytes instead of " +
                        std::to_string(file.bytes) + " (" + file.path + ")",
                    kInstallAgain);
  }
  if (sha256OfFile(file.path) != file.sha256) {
    throw FileError(which + " is damaged: its SHA-256 is not the manifest's (" + file.path + ")",
                    kInstallAgain);
  }
}

}  // namespace everyword
