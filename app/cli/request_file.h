#pragma once

#include <string>

#include "engine/api/run_request.h"

namespace everyword {

/// The JSON of the request in a file: a request, a run.json (its "request"), or the recipe of a PNG
/// that Everyword made. Paths that a project's file has relative to itself come out absolute.
/// Throws FileError and InputError (no such file, no JSON, a picture without a recipe).
std::string requestTextOf(const std::string &path);

/// `base` with every field that `json` names. Throws InputError.
RunRequest mergedRequest(const RunRequest &base, const std::string &json);

}  // namespace everyword
