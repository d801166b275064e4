#pragma once

#include "engine/api/engine.h"
#include "engine/models/model_pack.h"

namespace everyword {

/// Which patches of a picture a prompt and each of its words rest on, and which words the picture
/// rests on. Throws FileError, InputError.
ExplainResult explainPicture(const ExplainRequest &request, const LoadedModels &models);

}  // namespace everyword
