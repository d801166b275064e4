#include "engine/evaluate/attribute_pictures.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "engine/api/errors.h"
#include "engine/api/outside_text.h"
#include "engine/api/pictures.h"
#include "engine/checkpoint/zip_archive.h"
#include "engine/core/tensor_frame.h"
#include "engine/pictures/read_picture.h"

namespace everyword {

namespace {

namespace fs = std::filesystem;

constexpr char kTable[] = "attributes.csv", kZip[] = "pictures.zip";
constexpr std::size_t kLargestTable = std::size_t{64} << 20, kMostRows = 200'000;
constexpr std::uint64_t kLargestPicture = std::uint64_t{16} << 20;
constexpr std::size_t kMostValues = 256;

std::vector<std::string> fieldsOf(const std::string &line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) {
    fields.push_back(field);
  }
  if (!line.empty() && line.back() == ',') {
    fields.emplace_back();
  }
  return fields;
}

struct Row {
  std::string file;
  bool heldOut = false;
  std::vector<std::string> values;
};

/// The table of a folder, as texts.
struct Table {
  std::vector<std::string> attributes;
  std::vector<Row> rows;
};

class TableReader {
 public:
  explicit TableReader(std::string path) : path_(std::move(path)) {}

  Table read(const std::vector<std::string> &wanted) {
    std::istringstream lines(readTextFile(path_, kLargestTable));
    Table table;
    std::string line;
    for (number_ = 1; std::getline(lines, line); ++number_) {
      if (!line.empty() && line.back() == '\r') {
        line.pop_back();
      }
      if (number_ == 1) {
        readHeader(fieldsOf(line), wanted, table);
      } else if (!line.empty()) {
        table.rows.push_back(rowOf(fieldsOf(line)));
      }
      if (table.rows.size() > kMostRows) {
        refuse("more than " + std::to_string(kMostRows) + " pictures");
      }
    }
    if (number_ == 1) {
      readHeader({}, wanted, table);  // says what it lacks
    }
    return table;
  }

 private:
  [[noreturn]] void refuse(const std::string &why) const {
    throw FileError(path_ + ", line " + std::to_string(number_) + ": " + why);
  }

  void readHeader(const std::vector<std::string> &names, const std::vector<std::string> &wanted,
                  Table &table) {
    columns_ = names.size();
    const auto place = [&](const std::string &name) {
      const auto found = std::find(names.begin(), names.end(), name);
      if (found == names.end()) {
        throw InputError("'" + path_ + "' has no column '" + name + "'");
      }
      return static_cast<std::size_t>(found - names.begin());
    };
    file_ = place("file");
    part_ = place("part");
    for (const std::string &name : wanted.empty() ? names : wanted) {
      if (name != "file" && name != "part") {
        table.attributes.push_back(name);
        places_.push_back(place(name));
      }
    }
    if (table.attributes.empty()) {
      refuse("no attributes");
    }
  }

  Row rowOf(const std::vector<std::string> &fields) const {
    if (fields.size() != columns_) {
      refuse(std::to_string(fields.size()) + " fields, the first line has " +
             std::to_string(columns_));
    }
    Row row{fields[file_], fields[part_] == "held_out", {}};
    if (!row.heldOut && fields[part_] != "train") {
      refuse("the part is neither train nor held_out");
    }
    for (const std::size_t place : places_) {
      row.values.push_back(fields[place].empty() ? "none" : fields[place]);
    }
    return row;
  }

  std::string path_;
  std::size_t number_ = 1, columns_ = 0, file_ = 0, part_ = 0;
  std::vector<std::size_t> places_;
};

/// The pictures of a folder, as files or in one archive.
class PictureFolder {
 public:
  explicit PictureFolder(const std::string &folder) : folder_(folder) {
    const std::string zip = (fs::path(folder) / kZip).string();
    if (fs::exists(zip)) {
      archive_.emplace(std::make_shared<const InputFile>(zip));
    }
  }

  FramePtr read(const std::string &name) const {
    const auto *entry = archive_ ? archive_->find(name) : nullptr;
    if (!entry) {
      if (fs::path(name).filename() != name) {
        throw FileError("'" + name + "' is no name of a picture beside " + kTable);
      }
      return readPicture((fs::path(folder_) / name).string());
    }
    const std::string bytes = archive_->read(*entry, kLargestPicture);
    return decodePicture({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()},
                         name);
  }

 private:
  std::string folder_;
  std::optional<ZipArchive> archive_;
};

std::vector<Attribute> attributesOf(const Table &table) {
  std::vector<Attribute> attributes;
  for (std::size_t i = 0; i < table.attributes.size(); ++i) {
    std::set<std::string> values;
    for (const Row &row : table.rows) {
      values.insert(row.values[i]);
    }
    if (values.size() < 2 || values.size() > kMostValues) {
      throw FileError("the attribute '" + table.attributes[i] + "' has " +
                          std::to_string(values.size()) + " values",
                      "2 to " + std::to_string(kMostValues) + " can be learnt");
    }
    attributes.push_back({table.attributes[i], {values.begin(), values.end()}});
  }
  return attributes;
}

AttributePictures picturesOf(const Table &table, const std::vector<Attribute> &attributes,
                             bool heldOut, const PictureFolder &folder, std::int64_t side) {
  std::vector<at::Tensor> pictures;
  std::vector<std::int64_t> labels;
  for (const Row &row : table.rows) {
    if (row.heldOut != heldOut) {
      continue;
    }
    const FramePtr frame = folder.read(row.file);
    pictures.push_back(
        (resizedFromFrame(*frame, side, side).clamp(0, 1) * 255 + 0.5).to(at::kByte));
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      const auto &values = attributes[i].values;
      labels.push_back(std::lower_bound(values.begin(), values.end(), row.values[i]) -
                       values.begin());
    }
  }
  if (pictures.empty()) {
    throw FileError(std::string(kTable) + " has no pictures of the part " +
                    (heldOut ? "held_out" : "train"));
  }
  const auto count = static_cast<std::int64_t>(pictures.size());
  return {at::cat(pictures), at::tensor(labels).view({count, -1})};
}

}  // namespace

AttributeData readAttributeData(const std::string &folder, const std::vector<std::string> &wanted,
                                std::int64_t side) {
  const Table table = TableReader((fs::path(folder) / kTable).string()).read(wanted);
  const PictureFolder pictures(folder);
  AttributeData data;
  data.attributes = attributesOf(table);
  data.train = picturesOf(table, data.attributes, false, pictures, side);
  data.heldOut = picturesOf(table, data.attributes, true, pictures, side);
  return data;
}

}  // namespace everyword
