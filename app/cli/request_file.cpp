#include "app/cli/request_file.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/outside_text.h"
#include "engine/api/portable_path.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

/// Of a run.json, which holds the losses of up to 5000 steps.
constexpr std::size_t kLargestReport = std::size_t{16} << 20;

bool startsAsPng(const std::string &path) {
  std::error_code ignored;
  char start[4] = {};
  return std::filesystem::is_regular_file(path, ignored) &&
         std::ifstream(path, std::ios::binary).read(start, sizeof start) &&
         std::string_view(start, sizeof start) == "\x89PNG";
}

Json parsed(const std::string &text, const std::string &path) {
  JsonLimits limits;
  limits.bytes = kLargestReport;
  if (const std::string fault = jsonFault(text, limits); !fault.empty()) {
    throw InputError(quotedText(path) + " " + fault,
                     "use a request, a run.json, or a picture made by Everyword");
  }
  Json json = Json::parse(text);
  if (!json.is_object()) {
    throw InputError(quotedText(path) + " holds JSON, but no request");
  }
  return json;
}

/// Paths relative to a project's file become absolute.
Json withResolvedPaths(Json request, const std::string &path) {
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const auto resolve = [&](Json &value) {
    if (value.is_string()) {
      value = resolvedPath(value.get<std::string>(), folder);
    }
  };
  if (request.contains("models")) {
    // The pack and, in version 1, the roles; since version 2 the roles are in "files".
    for (Json &value : request["models"]) {
      resolve(value);
      for (Json &file : value) {
        resolve(file);
      }
    }
  }
  if (request.contains("start_picture")) {
    resolve(request["start_picture"]);
  }
  return request;
}

}  // namespace

std::string requestTextOf(const std::string &path) {
  std::string text;
  if (startsAsPng(path)) {
    const std::optional<std::string> recipe = readRecipe(path);
    if (!recipe) {
      throw InputError("the picture '" + path + "' carries no recipe",
                       "it was not made by Everyword, or saved without one");
    }
    text = *recipe;
  } else {
    text = readTextFile(path, kLargestReport);
  }
  const Json json = parsed(text, path);
  const auto inner = json.find("request");
  const Json &request = inner != json.end() && inner->is_object() ? *inner : json;
  try {
    RunRequest::fromJson(request.dump());  // refuses what is wrong now, naming the file
  } catch (const InputError &error) {
    throw InputError(quotedText(path), error.what());
  }
  return withResolvedPaths(request, path).dump();
}

RunRequest mergedRequest(const RunRequest &base, const std::string &json) {
  Json merged = Json::parse(base.toJson());
  Json patch = Json::parse(json);
  patch.erase("models");  // version 1 names them in another form, and `base` has them already
  merged.merge_patch(patch);
  RunRequest request = RunRequest::fromJson(merged.dump());
  request.start.frame = base.start.frame;
  return request;
}

}  // namespace everyword
