// Which pictures an audit looks at, and the prompts that they were made from.
#include <algorithm>
#include <array>
#include <filesystem>

#include "engine/api/audit.h"
#include "engine/api/errors.h"
#include "engine/api/outside_text.h"

namespace everyword {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestTable = std::size_t{64} << 20, kMostPictures = 1'000'000;

/// Records of a CSV text (RFC 4180): fields in quotes may hold commas, quotes ("") and line breaks.
class CsvReader {
 public:
  explicit CsvReader(const std::string &text) : text_(text) {}

  bool atEnd() const { return at_ >= text_.size(); }

  std::vector<std::string> record() {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (quoted) {
        if (c != '"') {
          fields.back() += c;
        } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
          fields.back() += text_[++at_];
        } else {
          quoted = false;
        }
      } else if (c == '"' && fields.back().empty()) {
        quoted = true;
      } else if (c == ',') {
        fields.emplace_back();
      } else if (c == '\n') {
        ++at_;
        break;
      } else if (c != '\r') {
        fields.back() += c;
      }
    }
    return fields;
  }

 private:
  const std::string &text_;
  std::size_t at_ = 0;
};

std::size_t columnOf(const std::vector<std::string> &names, const std::string &name,
                     const std::string &path) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw InputError("'" + path + "' has no column '" + name + "'",
                     "its first line names the columns, among them file and prompt");
  }
  return static_cast<std::size_t>(found - names.begin());
}

std::vector<AuditItem> itemsOfTable(const std::string &folder, const std::string &path) {
  std::string text = readTextFile(path, kLargestTable);
  if (text.starts_with("\xef\xbb\xbf")) {  // as spreadsheets write it
    text.erase(0, 3);
  }
  CsvReader reader(text);
  const std::vector<std::string> names = reader.record();
  const std::size_t file = columnOf(names, "file", path), prompt = columnOf(names, "prompt", path);
  std::vector<AuditItem> items;
  for (std::size_t row = 2; !reader.atEnd(); ++row) {
    const std::vector<std::string> fields = reader.record();
    if (fields.size() == 1 && fields[0].empty()) {
      continue;  // an empty line
    }
    if (fields.size() != names.size()) {
      throw FileError(path + ", row " + std::to_string(row) + ": " + std::to_string(fields.size()) +
                      " fields, the first line has " + std::to_string(names.size()));
    }
    items.push_back(
        {(fs::path(folder) / fields[file]).lexically_normal().string(), fields[prompt]});
    if (items.size() > kMostPictures) {
      throw InputError("'" + path + "' names more than a million pictures", "divide it");
    }
  }
  return items;
}

bool hasPictureName(const fs::path &path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array kEndings = {".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"};
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

std::string versionOf(const std::string &path) {
  std::error_code unknown, untimed;
  const auto bytes = fs::file_size(path, unknown);
  const auto time = fs::last_write_time(path, untimed).time_since_epoch().count();
  return unknown || untimed ? std::string() : std::to_string(bytes) + "-" + std::to_string(time);
}

std::vector<AuditItem> itemsOfFolder(const std::string &folder) {
  std::vector<AuditItem> items;
  std::error_code failed;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(folder, options, failed), end; !failed && at != end;
       at.increment(failed)) {
    std::error_code unknown;
    if (hasPictureName(at->path()) && at->is_regular_file(unknown)) {
      items.push_back({at->path().string(), {}});
    }
    if (items.size() > kMostPictures) {
      throw InputError("'" + folder + "' holds more than a million pictures", "audit a part of it");
    }
  }
  if (failed) {
    throw FileError("'" + folder + "' cannot be read (" + failed.message() + ")");
  }
  std::sort(items.begin(), items.end(),
            [](const AuditItem &a, const AuditItem &b) { return a.picture < b.picture; });
  for (AuditItem &item : items) {
    try {
      item.prompt = promptInPicture(item.picture);
    } catch (const Error &) {
      // Said when the picture itself is read.
    }
  }
  return items;
}

}  // namespace

std::vector<AuditItem> auditItems(const std::string &folder, const std::string &table) {
  std::error_code unknown;
  if (!fs::is_directory(folder, unknown)) {
    throw FileError("there is no folder '" + folder + "'", "name the one that holds the pictures");
  }
  std::vector<AuditItem> items =
      table.empty() ? itemsOfFolder(folder) : itemsOfTable(folder, table);
  for (AuditItem &item : items) {
    item.version = versionOf(item.picture);
  }
  if (items.empty()) {
    throw InputError("there are no pictures in '" + (table.empty() ? folder : table) + "'",
                     "PNG, JPEG, WebP and TIFF files are read");
  }
  return items;
}

}  // namespace everyword
