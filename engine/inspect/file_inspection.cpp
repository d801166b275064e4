#include "engine/inspect/file_inspection.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/checkpoint/input_file.h"
#include "engine/models/model_families.h"

namespace everyword {
namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t kLooked = 64 * 1024;  // enough to distinguish texts

bool isText(const std::string &start) {
  return std::none_of(start.begin(), start.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\r' && c != '\t';
  });
}

/// The companion that a file is by its first bytes, or nullptr.
const Companion *companionThatIs(const std::string &start) {
  for (const ModelFamily &family : modelFamilies()) {
    for (const Companion &companion : family.companions) {
      if ((start[0] == '\x1f' || isText(start)) && companion.sniff(start)) {
        return &companion;
      }
    }
  }
  return nullptr;
}

std::string knownFamilies() {
  std::string list;
  for (const ModelFamily &family : modelFamilies()) {
    list += (list.empty() ? "" : ", ") + family.title;
  }
  return list;
}

void describeCheckpoint(ModelReport &report) {
  const TensorTable table = TensorTable::open(report.path);
  report.format = table.format();
  report.bytes = static_cast<std::int64_t>(table.fileBytes());
  report.tensors = static_cast<std::int64_t>(table.infos().size());
  const ModelFamily *family = familyOf(table);
  if (!family) {
    throw FileError(report.path + " (" + report.format + ", " + std::to_string(report.tensors) +
                        " tensors) is no model that Everyword knows",
                    "it knows " + knownFamilies());
  }
  report.family = family->id;
  report.title = family->title;
  family->describe(openModel(report.path, *family), report);
}

}  // namespace

ModelReport inspectFile(const std::string &path) {
  const InputFile file(path);
  const std::string start = file.readString(0, std::min(file.size(), kLooked));
  ModelReport report;
  report.path = path;
  report.bytes = static_cast<std::int64_t>(file.size());
  if (const Companion *companion = companionThatIs(start)) {
    companion->describe(report);
  } else {
    describeCheckpoint(report);
  }
  return report;
}

std::string toJson(const ModelReport &report) {
  const ordered_json object = {{"file", report.path},
                               {"format", report.format},
                               {"family", report.family},
                               {"title", report.title},
                               {"config", ordered_json::parse(report.configJson)},
                               {"modes", report.modes},
                               {"tensors", report.tensors},
                               {"missing", report.missing},
                               {"extra", report.extra},
                               {"wrong_shape", report.wrongShape},
                               {"bytes", report.bytes},
                               {"memory_bytes", report.memoryBytes},
                               {"usable", report.isUsable()},
                               {"notes", report.notes},
                               {"problem", report.problem}};
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace everyword
