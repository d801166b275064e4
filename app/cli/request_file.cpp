#include "app/cli/request_file.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "ui/project/portable_path.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uintmax_t kLargestRequest = 64u << 20;  ///< a run.json of 5000 steps is far smaller

std::string textOfFile(const std::string &path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) {
    throw FileError("the request file '" + path + "' cannot be read (" + error.message() + ")");
  }
  if (size > kLargestRequest) {
    throw FileError("'" + path + "' is too large to be a request");
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    throw FileError("the request file '" + path + "' cannot be read");
  }
  return text.str();
}

bool startsAsPng(const std::string &text) { return text.compare(0, 4, "\x89PNG") == 0; }

Json parsed(const std::string &text, const std::string &path) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) {
    throw InputError("'" + path + "' is no valid JSON",
                     "use a request, a run.json, or a picture made by Everyword");
  }
  if (!json.is_object()) {
    throw InputError("'" + path + "' holds JSON, but no request");
  }
  return json;
}

/// Paths relative to a project's file become absolute.
Json withResolvedPaths(Json request, const std::string &path) {
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const auto resolve = [&](Json &object, const char *name) {
    if (object.is_object() && object.contains(name) && object[name].is_string()) {
      object[name] = resolvedPath(object[name].get<std::string>(), folder);
    }
  };
  if (request.contains("models")) {
    for (const char *name : {"pack", "clip", "merges", "vqgan", "vqgan_config"}) {
      resolve(request["models"], name);
    }
  }
  resolve(request, "start_picture");
  return request;
}

}  // namespace

std::string requestTextOf(const std::string &path) {
  std::string text = textOfFile(path);
  if (startsAsPng(text)) {
    const std::optional<std::string> recipe = readRecipe(path);
    if (!recipe) {
      throw InputError("the picture '" + path + "' carries no recipe",
                       "it was not made by Everyword, or saved without one");
    }
    text = *recipe;
  }
  const Json json = parsed(text, path);
  const auto inner = json.find("request");
  const Json &request = inner != json.end() && inner->is_object() ? *inner : json;
  RunRequest::fromJson(request.dump());  // refuses wrong types now, with its own sentence
  return withResolvedPaths(request, path).dump();
}

RunRequest mergedRequest(const RunRequest &base, const std::string &json) {
  Json merged = Json::parse(base.toJson());
  merged.merge_patch(Json::parse(json));
  RunRequest request = RunRequest::fromJson(merged.dump());
  request.start.frame = base.start.frame;
  return request;
}

}  // namespace everyword
