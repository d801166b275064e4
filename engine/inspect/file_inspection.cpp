#include "engine/inspect/file_inspection.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/checkpoint/dry_load.h"
#include "engine/checkpoint/input_file.h"
#include "engine/inspect/family_details.h"
#include "engine/models/model_families.h"
#include "engine/models/vqgan/vqgan_model.h"
#include "engine/text/tokenizer.h"

namespace everyword {
namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t kLooked = 64 * 1024;  // enough to tell texts apart
constexpr std::uint64_t kLargestYaml = 1 << 20;

std::string line(const std::string &text, std::size_t &position) {
  const std::size_t end = std::min(text.find('\n', position), text.size());
  std::string result = text.substr(position, end - position);
  position = std::min(end + 1, text.size());
  if (!result.empty() && result.back() == '\r') {
    result.pop_back();
  }
  return result;
}

/// "th e</w>": two symbols with one space between.
bool isMerge(const std::string &text) {
  const std::size_t space = text.find(' ');
  const bool two = space != std::string::npos && space > 0 && space + 1 < text.size();
  return two && text.find(' ', space + 1) == std::string::npos;
}

bool isText(const std::string &start) {
  return std::none_of(start.begin(), start.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\r' && c != '\t';
  });
}

bool looksLikeMerges(const std::string &start) {
  if (start.starts_with("\x1f\x8b")) {
    return true;  // gzip: nothing else that we take is
  }
  if (!isText(start)) {
    return false;
  }
  std::size_t position = 0;
  const std::string header = line(start, position);
  return header.find("#version") != std::string::npos && isMerge(line(start, position));
}

bool looksLikeYaml(const std::string &start) {
  return isText(start) &&
         (start.starts_with("model:") || start.find("\nmodel:") != std::string::npos);
}

void describeMerges(ModelReport &report, bool compressed) {
  const auto size = Tokenizer::load(report.path).vocabularySize();
  report.format = "bpe merges";
  report.family = kVocabularyFamily;
  const bool isPublic = size == kPublicVocabularySize;
  report.title =
      isPublic ? "CLIP's vocabulary" : "Vocabulary of " + std::to_string(size) + " tokens";
  report.configJson = ordered_json{{"vocabulary", size}, {"gzip", compressed}}.dump();
  report.modes = {"layout", "edit", "dream", "explain", "classify"};
}

void describeYaml(ModelReport &report, std::uint64_t bytes) {
  if (bytes > kLargestYaml) {
    throw FileError(report.path + " is too large for the yaml of a model");
  }
  const VqganConfig config = VqganConfig::fromYaml(report.path);
  report.format = "yaml";
  report.family = "vqgan";
  report.title = "Configuration of a VQGAN f" + std::to_string(config.factor()) + " " +
                 std::to_string(config.codes);
  report.configJson =
      ordered_json{{"factor", config.factor()},       {"codes", config.codes},
                   {"embed_dim", config.embedDim},    {"z_channels", config.zChannels},
                   {"resolution", config.resolution}, {"channels", config.channels},
                   {"ch_mult", config.multipliers},   {"res_blocks", config.resBlocks},
                   {"gumbel", config.gumbel}}
          .dump();
  report.modes = {"layout"};
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
  report.tensors = static_cast<std::int64_t>(table.infos().size());
  const ModelFamily *family = familyOf(table);
  if (!family) {
    throw FileError(report.path + " (" + report.format + ", " + std::to_string(report.tensors) +
                        " tensors) is no model that Everyword knows",
                    "it knows " + knownFamilies());
  }
  report.family = family->id;
  report.title = family->title;
  if (const FamilyDetails *details = detailsOf(family->id)) {
    details->describe(table, report);
  }
}

}  // namespace

ModelReport inspectFile(const std::string &path) {
  const InputFile file(path);
  const std::string start = file.readString(0, std::min(file.size(), kLooked));
  ModelReport report;
  report.path = path;
  report.bytes = static_cast<std::int64_t>(file.size());
  if (looksLikeMerges(start)) {
    describeMerges(report, start[0] == '\x1f');
  } else if (looksLikeYaml(start)) {
    describeYaml(report, file.size());
  } else {
    describeCheckpoint(report);
  }
  return report;
}

void requireYamlFits(const std::string &checkpoint, const std::string &yaml) {
  ModelReport report;
  report.path = yaml;
  describeYaml(report, InputFile(yaml).size());
  const DryLoad withoutData;
  VqganModel::load(TensorTable::open(checkpoint), VqganConfig::fromYaml(yaml), c10::kMeta);
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
                               {"problem", report.problem}};
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace everyword
