#include "app/cli/models_report.h"

#include <nlohmann/json.hpp>

#include "app/cli/text_table.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kNamedTensors = 8;

std::string joined(const std::vector<std::string> &parts) {
  std::string text;
  for (const std::string &part : parts) {
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

std::string dumped(const Json &json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string line(const std::string &key, const std::string &value) {
  return value.empty()
             ? ""
             : "  " + key + std::string(key.size() < 10 ? 10 - key.size() : 1, ' ') + value + "\n";
}

/// "3: a, b, c", the first few by name.
std::string tensorList(std::vector<std::string> names) {
  if (names.empty()) {
    return "";
  }
  const std::string count = std::to_string(names.size()) + ": ";
  const bool more = names.size() > kNamedTensors;
  names.resize(std::min(names.size(), kNamedTensors));
  return count + joined(names) + (more ? ", ..." : "");
}

/// {"a": 1, "b": {"c": 2}} -> "a 1, b: c 2"
std::string settingsText(const Json &object) {
  std::string text;
  for (const auto &[key, value] : object.items()) {
    text += text.empty() ? "" : ", ";
    text += key + (value.is_object()
                       ? ": " + settingsText(value)
                       : " " + (value.is_string() ? value.get<std::string>() : value.dump()));
  }
  return text;
}

Json jsonOf(const PackInfo &pack) {
  return {{"kind", "pack"},        {"name", pack.name},
          {"title", pack.title},   {"folder", pack.folder},
          {"notice", pack.notice}, {"knows_only_its_words", pack.knowsOnlyItsWords},
          {"words", pack.words}};
}

Json jsonOf(const InstalledModel &model) {
  return {{"kind", "model"},
          {"name", model.name},
          {"title", model.title},
          {"family", model.family},
          {"folder", model.folder},
          {"file", model.path},
          {"config_file", model.configPath},
          {"bytes", model.bytes},
          {"sha256", model.sha256},
          {"source", model.source},
          {"licence", model.licence},
          {"modes", model.modes},
          {"config", Json::parse(model.configJson)}};
}

Json jsonOf(const KnownModel &model) {
  return {{"name", model.name},       {"title", model.title}, {"family", model.family},
          {"source", model.source},   {"bytes", model.bytes}, {"sha256", model.sha256},
          {"licence", model.licence}, {"modes", model.modes}, {"installed_as", model.installedAs}};
}

}  // namespace

std::string textOf(const PackInfo &pack, bool withWords) {
  std::string text = pack.name + ": " + pack.title + "\n" + line("folder", pack.folder) +
                     line("notice", pack.notice);
  if (pack.knowsOnlyItsWords) {
    std::vector<std::string> some;
    for (std::size_t i = 0; i < pack.words.size() && i < 8; ++i) {
      some.push_back(pack.words[i * pack.words.size() / 8]);
    }
    text += line("words", std::to_string(pack.words.size()) + ", for example " + joined(some) +
                              "; all with --words");
  }
  for (const std::string &word : withWords ? pack.words : std::vector<std::string>()) {
    text += "    " + word + "\n";
  }
  return text;
}

std::string textOf(const InstalledModel &model) {
  return model.name + ": " + model.title + "\n" + line("family", model.family) +
         line("file", model.path) + line("config", model.configPath) +
         line("size", bytesText(model.bytes)) + line("modes", joined(model.modes)) +
         line("licence", model.licence) + line("source", model.source);
}

std::string textOf(const KnownModel &model) {
  return model.name + ": " + model.title + "\n" +
         line("size", model.bytes > 0 ? bytesText(model.bytes) : "") +
         line("modes", joined(model.modes)) + line("licence", model.licence) +
         line("source", model.source) +
         line("checksum", model.sha256.empty() ? "not known: needs --sha256 or --accept-unverified"
                                               : "SHA-256 is known") +
         line("installed", model.installedAs.empty() ? "no" : "as " + model.installedAs);
}

std::string textOf(const ModelReport &report) {
  std::string text = report.path + ": " + report.title + "\n" + line("format", report.format) +
                     line("family", report.family) + line("size", bytesText(report.bytes)) +
                     line("config", settingsText(Json::parse(report.configJson))) +
                     line("modes", joined(report.modes)) +
                     line("memory", report.memoryBytes > 0 ? bytesText(report.memoryBytes) : "");
  if (report.tensors > 0) {
    text += line("tensors", std::to_string(report.tensors));
  }
  text += line("missing", tensorList(report.missing)) +
          line("wrong", tensorList(report.wrongShape)) + line("extra", tensorList(report.extra));
  for (const std::string &note : report.notes) {
    text += line("note", note);
  }
  return text + line("unusable", report.problem);
}

std::string listJson(const std::vector<PackInfo> &packs,
                     const std::vector<InstalledModel> &models) {
  Json all = Json::array();
  for (const PackInfo &pack : packs) {
    all.push_back(jsonOf(pack));
  }
  for (const InstalledModel &model : models) {
    all.push_back(jsonOf(model));
  }
  return dumped(all);
}

std::string knownJson(const std::vector<KnownModel> &models) {
  Json all = Json::array();
  for (const KnownModel &model : models) {
    all.push_back(jsonOf(model));
  }
  return dumped(all);
}

std::string bytesText(std::int64_t bytes) {
  static const std::vector<std::string> units = {"kB", "MB", "GB", "TB"};
  if (bytes < 1000) {
    return std::to_string(bytes) + " bytes";
  }
  double size = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (size >= 999.95 && unit + 1 < units.size()) {
    size /= 1000;
    ++unit;
  }
  return decimals(size, 1) + " " + units[unit];
}

}  // namespace everyword
