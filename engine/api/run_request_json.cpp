// JSON of a RunRequest: regions and models by hand, every scalar through the table of param_spec.h.
#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "engine/api/errors.h"
#include "engine/api/outside_text.h"
#include "engine/api/param_spec.h"
#include "engine/api/run_request.h"
#include "engine/api/run_request_check.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

Json toJson(const ParamValue &value) {
  return std::visit([](const auto &held) { return Json(held); }, value);
}

[[noreturn]] void refuseType(const std::string &name, const char *expected) {
  throw InputError("the request's " + quotedText(name) + " is not " + expected);
}

ParamValue valueFromJson(const Json &json, const std::string &name) {
  if (json.is_boolean()) {
    return json.get<bool>();
  }
  if (json.is_number_integer()) {
    const bool fits = !json.is_number_unsigned() || json.get<std::uint64_t>() <= std::uint64_t{1}
                                                                                     << 62;
    return fits ? ParamValue(json.get<std::int64_t>()) : ParamValue(json.get<double>());
  }
  if (json.is_number()) {
    return json.get<double>();
  }
  if (json.is_string()) {
    return json.get<std::string>();
  }
  refuseType(name, "a number or a text");
}

std::string textFrom(const Json &json, const std::string &name) {
  return json.is_string() ? json.get<std::string>() : (refuseType(name, "a text"), "");
}

double numberFrom(const Json &json, const std::string &name) {
  return json.is_number() ? json.get<double>() : (refuseType(name, "a number"), 0);
}

/// A whole number from `lowest` to `highest`; 1.0 is one, "1" is none.
int wholeFrom(const Json &json, const std::string &name, int lowest, int highest) {
  const double number = numberFrom(json, name);
  if (!(number >= lowest && number <= highest) || number != std::floor(number)) {
    throw InputError(
        "the request's " + quotedText(name) + " cannot be " + quotedText(json.dump()),
        "use a whole number between " + std::to_string(lowest) + " and " + std::to_string(highest));
  }
  return static_cast<int>(number);
}

const Json &listFrom(const Json &json, const std::string &name, std::size_t longest) {
  if (!json.is_array()) {
    refuseType(name, "a list");
  }
  if (json.size() > longest) {
    throw InputError("the request's " + quotedText(name) + " has " + std::to_string(json.size()) +
                     " entries, at most " + std::to_string(longest) + " can be used");
  }
  return json;
}

std::size_t editDistance(const std::string &a, const std::string &b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t exchanged = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, exchanged});
    }
  }
  return row[b.size()];
}

/// Throws InputError for a key that means nothing here: dropping it in silence would make another
/// picture than the one asked for.
void checkKeys(const Json &object, const std::string &where,
               const std::vector<std::string> &known) {
  for (const auto &[key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) {
      continue;
    }
    std::string nearest;
    std::size_t least = 3;  // more edits than two is another word
    for (const std::string &name : key.size() < 64 ? known : std::vector<std::string>()) {
      const std::size_t distance = editDistance(key, name);
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
    throw InputError(where + " has the unknown key " + quotedText(key),
                     nearest.empty() ? "remove it" : "did you mean '" + nearest + "'?");
  }
}

const std::vector<std::string> &requestKeys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> all = {"version", "mode",   "prompt",         "regions",
                                    "words",   "models", "protected_area", "edits"};
    for (const ParamSpec &spec : runParams()) {
      all.push_back(spec.name);
      if (!spec.formerName.empty()) {
        all.push_back(spec.formerName);
      }
    }
    return all;
  }();
  return keys;
}

Json regionToJson(const Region &region) {
  Json json = {{"id", region.id},
               {"label", region.label},
               {"box", {region.box.x, region.box.y, region.box.width, region.box.height}},
               {"weight", region.weight},
               {"enabled", region.enabled}};
  if (region.lambda) {
    json["lambda"] = *region.lambda;
  }
  if (region.attempt != 0) {
    json["attempt"] = region.attempt;
  }
  return json;
}

Region regionFromJson(const Json &json, int fallbackId) {
  const std::string where = "box " + std::to_string(fallbackId) + " of the request";
  if (!json.is_object()) {
    throw InputError(where + " is no JSON object");
  }
  checkKeys(json, where, {"id", "label", "box", "weight", "enabled", "lambda", "attempt"});
  if (!json.contains("label") || !json.contains("box")) {
    throw InputError(where + " needs a label and a box");
  }
  Region region;
  region.id = json.contains("id") ? wholeFrom(json["id"], "id", 1, std::numeric_limits<int>::max())
                                  : fallbackId;
  region.label = textFrom(json["label"], "label");
  std::vector<double> box;
  for (const Json &number : listFrom(json["box"], "box", 4)) {
    box.push_back(numberFrom(number, "box"));
  }
  if (box.size() != 4) {
    throw InputError("the box of " + quotedText(region.label) +
                     " needs four numbers: x, y, width, height");
  }
  region.box = {box[0], box[1], box[2], box[3]};
  if (json.contains("weight")) {
    region.weight = numberFrom(json["weight"], "weight");
  }
  if (json.contains("enabled")) {
    region.enabled = json["enabled"].is_boolean() ? json["enabled"].get<bool>()
                                                  : (refuseType("enabled", "true or false"), true);
  }
  if (json.contains("lambda") && !json["lambda"].is_null()) {
    region.lambda = numberFrom(json["lambda"], "lambda");
  }
  if (json.contains("attempt")) {
    region.attempt = wholeFrom(json["attempt"], "attempt", 0, 1'000'000);
  }
  return region;
}

/// Version 1 kept the models' roles beside the pack's name; since version 2 they are in "files".
ModelSet modelsFromJson(const Json &json) {
  if (!json.is_object()) {
    refuseType("models", "a JSON object");
  }
  ModelSet models;
  if (json.contains("pack")) {
    models.pack = textFrom(json["pack"], "pack");
  }
  const bool grouped = json.contains("files");
  if (grouped) {
    checkKeys(json, "'models' of the request", {"pack", "files"});
  }
  const Json &files = grouped ? json["files"] : json;
  if (!files.is_object()) {
    refuseType("files", "a JSON object");
  }
  for (const auto &[role, path] : files.items()) {
    if (grouped || role != "pack") {
      models.setPath(role, textFrom(path, role));
    }
  }
  return models;
}

std::vector<RunEdit> editsFromJson(const Json &json) {
  std::vector<RunEdit> edits;
  for (const Json &edit : listFrom(json, "edits", kMostEdits)) {
    const Json step = edit.is_object() ? edit.value("step", Json()) : Json();
    if (!step.is_number_integer() || !edit.contains("changes") || step.get<double>() > 1e6) {
      refuseType("edits", "a list of {step, changes}");
    }
    edits.push_back({step.get<int>(), edit["changes"].dump()});
    if (edits.back().step < 0 || (edits.size() > 1 && edits.back().step < edits.end()[-2].step)) {
      throw InputError("the request's edits are not in the order of their steps");
    }
  }
  return edits;
}

/// COCO's uncompressed run lengths: {"size": [height, width], "counts": [...]}.
Json maskToJson(const PaintedMask &mask) {
  if (mask.empty()) {
    return nullptr;
  }
  return {{"size", {PaintedMask::kSide, PaintedMask::kSide}}, {"counts", mask.runs()}};
}

PaintedMask maskFromJson(const Json &json) {
  if (json.is_null()) {
    return {};
  }
  if (!json.is_object()) {
    refuseType("protected_area", "a JSON object");
  }
  checkKeys(json, "'protected_area' of the request", {"size", "counts"});
  constexpr int kSide = PaintedMask::kSide;
  constexpr int kCells = kSide * kSide;
  if (json.value("size", Json()) != Json({kSide, kSide})) {
    throw InputError("the request's 'protected_area' is of another size than 128 x 128");
  }
  const Json counts = json.value("counts", Json());
  std::vector<int> runs;
  for (const Json &run : listFrom(counts, "counts", kCells + 1)) {
    runs.push_back(wholeFrom(run, "counts", 0, kCells));
  }
  return PaintedMask::fromRuns(runs);
}

RunRequest parse(const Json &json) {
  if (!json.is_object()) {
    throw InputError("the request is no JSON object");
  }
  const auto isKnown = [](const auto &item) {
    return std::count(requestKeys().begin(), requestKeys().end(), item.key()) > 0;
  };
  const auto items = json.items();
  if (!json.empty() && std::none_of(items.begin(), items.end(), isKnown)) {
    throw InputError("this holds JSON, but no request", "none of its keys is one of a request");
  }
  if (json.contains("version")) {
    if (json["version"].is_number() && json["version"].get<double>() > RunRequest::kVersion) {
      throw InputError("the request was written by a newer version of Everyword",
                       "update, or remove its version");
    }
    wholeFrom(json["version"], "version", 1, RunRequest::kVersion);
  }
  checkKeys(json, "the request", requestKeys());
  RunRequest request;
  if (json.contains("mode")) {
    request.mode = textFrom(json["mode"], "mode");
  }
  if (json.contains("prompt")) {
    request.objective.prompt = textFrom(json["prompt"], "prompt");
  }
  if (json.contains("words")) {
    for (const Json &word : listFrom(json["words"], "words", kMostRegions)) {
      request.objective.words.push_back(textFrom(word, "words"));
    }
  }
  if (json.contains("models")) {
    request.models = modelsFromJson(json["models"]);
  }
  if (json.contains("regions")) {
    for (const Json &region : listFrom(json["regions"], "regions", kMostRegions)) {
      request.objective.regions.push_back(
          regionFromJson(region, static_cast<int>(request.objective.regions.size()) + 1));
    }
  }
  if (json.contains("protected_area")) {
    request.objective.protectedArea = maskFromJson(json["protected_area"]);
  }
  if (json.contains("edits")) {
    request.edits = editsFromJson(json["edits"]);
  }
  for (const ParamSpec &spec : runParams()) {
    // A former name counts last: it stands in a file of version 1 that was put over a request of
    // ours.
    for (const std::string &name : {spec.name, spec.formerName}) {
      if (!name.empty() && json.contains(name)) {
        setParam(request, spec, valueFromJson(json[name], name));
      }
    }
  }
  checkTexts(request);
  checkRegions(request.objective.regions);
  return request;
}

}  // namespace

std::string RunRequest::toJson() const {
  Json json;
  json["version"] = kVersion;
  json["mode"] = mode;
  json["prompt"] = objective.prompt;
  json["regions"] = Json::array();
  for (const Region &region : objective.regions) {
    json["regions"].push_back(regionToJson(region));
  }
  json["words"] = objective.words;
  json["models"] = {{"pack", models.pack}, {"files", models.files}};
  for (const ParamSpec &spec : runParams()) {
    json[spec.name] = everyword::toJson(spec.get(*this));
  }
  json["protected_area"] = maskToJson(objective.protectedArea);
  for (const RunEdit &edit : edits) {
    json["edits"].push_back({{"step", edit.step}, {"changes", Json::parse(edit.changes)}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

RunRequest RunRequest::fromJson(const std::string &text) {
  if (const std::string fault = jsonFault(text); !fault.empty()) {
    throw InputError("the request " + fault);
  }
  return parse(Json::parse(text));
}

}  // namespace everyword
