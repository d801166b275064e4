#include "engine/api/recipe.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

/// What a request holds in memory only stays with it.
RunRequest fromJsonLike(const RunRequest &request, const Json &json) {
  RunRequest result = RunRequest::fromJson(json.dump());
  result.start.frame = request.start.frame;
  result.start.latent = request.start.latent;
  return result;
}

}  // namespace

std::string changesBetween(const RunRequest &before, const RunRequest &after) {
  const Json old = Json::parse(before.toJson()), now = Json::parse(after.toJson());
  Json changes = Json::object();
  for (const auto &[name, value] : now.items()) {
    if (name != "edits" && (!old.contains(name) || old[name] != value)) {
      changes[name] = value;
    }
  }
  return changes.empty() ? "" : changes.dump();
}

RunRequest withChanges(const RunRequest &request, const std::string &changes) {
  Json json = Json::parse(request.toJson());
  const Json changed = Json::parse(changes, nullptr, /*allow_exceptions=*/false);
  if (!changed.is_object()) {
    throw InputError("an edit of the request is no JSON object");
  }
  for (const auto &[name, value] : changed.items()) {
    if (!json.contains(name) || name == "edits") {
      throw InputError("an edit of the request changes '" + name.substr(0, 40) +
                       "', which is no field of a request");
    }
    json[name] = value;
  }
  return fromJsonLike(request, json);
}

RunRequest recipeAt(const RunRequest &request, int step) {
  RunRequest recipe = request;
  Schedule &schedule = recipe.schedule;
  if (schedule.rampSteps == 0 && (schedule.rampUp > 0 || schedule.rampDown > 0)) {
    schedule.rampSteps = schedule.steps;  // the learning rates stay those that were used
  }
  schedule.steps = std::max(1, step);
  std::erase_if(recipe.edits, [&](const RunEdit &edit) { return edit.step >= step; });
  return recipe;
}

RunRequest withEditsMade(const RunRequest &request) {
  RunRequest result = request;
  result.edits.clear();
  for (const RunEdit &edit : request.edits) {
    result = withChanges(result, edit.changes);
  }
  return result;
}

}  // namespace everyword
