// JSON of a RunRequest: regions and models by hand, every scalar through the table of param_spec.h.
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "engine/api/param_spec.h"
#include "engine/api/run_request.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

Json toJson(const ParamValue &value) {
  return std::visit([](const auto &held) { return Json(held); }, value);
}

ParamValue valueFromJson(const Json &json, const std::string &name) {
  if (json.is_boolean()) {
    return json.get<bool>();
  }
  if (json.is_number_integer()) {
    return json.get<std::int64_t>();
  }
  if (json.is_number()) {
    return json.get<double>();
  }
  if (json.is_string()) {
    return json.get<std::string>();
  }
  throw InputError("the request's '" + name + "' is neither a number nor a text");
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
  return json;
}

Region regionFromJson(const Json &json, int fallbackId) {
  Region region;
  region.id = json.value("id", fallbackId);
  region.label = json.at("label").get<std::string>();
  const auto box = json.at("box").get<std::vector<double>>();
  if (box.size() != 4) {
    throw InputError("the box of '" + region.label + "' needs four numbers: x, y, width, height");
  }
  region.box = {box[0], box[1], box[2], box[3]};
  region.weight = json.value("weight", 1.0);
  region.enabled = json.value("enabled", true);
  if (json.contains("lambda") && !json["lambda"].is_null()) {
    region.lambda = json["lambda"].get<double>();
  }
  return region;
}

/// Version 1 kept the models' roles beside the pack's name; since version 2 they are in "files".
ModelSet modelsFromJson(const Json &json) {
  ModelSet models;
  models.pack = json.value("pack", models.pack);
  const Json &files = json.contains("files") ? json["files"] : json;
  for (const auto &[role, path] : files.items()) {
    if (role != "pack") {
      models.setPath(role, path.get<std::string>());
    }
  }
  return models;
}

RunRequest parse(const Json &json) {
  if (!json.is_object()) {
    throw InputError("the request is no JSON object");
  }
  if (json.value("version", RunRequest::kVersion) > RunRequest::kVersion) {
    throw InputError("the request was written by a newer version of Everyword",
                     "update, or remove its version");
  }
  RunRequest request;
  request.mode = json.value("mode", request.mode);
  request.objective.prompt = json.value("prompt", std::string());
  request.objective.words = json.value("words", std::vector<std::string>());
  if (json.contains("models")) {
    request.models = modelsFromJson(json["models"]);
  }
  if (json.contains("regions")) {
    for (const Json &region : json["regions"]) {
      request.objective.regions.push_back(
          regionFromJson(region, static_cast<int>(request.objective.regions.size()) + 1));
    }
  }
  for (const ParamSpec &spec : runParams()) {
    for (const std::string &name : {spec.formerName, spec.name}) {
      if (!name.empty() && json.contains(name)) {
        setParam(request, spec, valueFromJson(json[name], name));
      }
    }
  }
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
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

RunRequest RunRequest::fromJson(const std::string &text) {
  try {
    return parse(Json::parse(text));
  } catch (const Json::exception &error) {
    throw InputError(std::string("the request cannot be read (") + error.what() + ")");
  }
}

}  // namespace everyword
