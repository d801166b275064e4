#pragma once

#include <string>

#include "engine/api/run_request.h"

namespace everyword {

// A request as the recipe of a picture: edits that were made while the run was on belong to it.

/// The fields in which `after` differs, as a JSON object of the names that RunRequest::toJson uses
/// (RunEdit::changes); empty when there is no difference.
std::string changesBetween(const RunRequest &before, const RunRequest &after);

/// Throws InputError when `changes` is no JSON object of a request's fields.
RunRequest withChanges(const RunRequest &request, const std::string &changes);

/// The recipe of the picture after `step` steps of a run: ends there, with the edits up to there.
/// The picture before the first step is what a run of one step begins with.
RunRequest recipeAt(const RunRequest &request, int step);

/// The request as it was in the end: all edits made, none to be made again. What a front end goes
/// on editing.
RunRequest withEditsMade(const RunRequest &request);

/// The models of a run (paths) as its recipe names them, so that it can be used on another machine:
/// "name@sha256:..." for installed models, "path@sha256:..." for other files. The engine takes such
/// texts wherever it takes paths. Reads files that were not seen before. Throws FileError.
ModelSet recipeModels(const ModelSet &used);

}  // namespace everyword
