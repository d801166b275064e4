#pragma once

#include <string>
#include <vector>

#include "engine/api/engine.h"
#include "engine/models/model_loader.h"

namespace everyword {

/// Tokens of `text` and which words the pack knows; no tensors are loaded. Throws FileError.
TokenInfo tokensOf(const ModelLoader &loader, const ModelSet &models, const std::string &text);

/// What Engine::check promises. Throws InputError for what cannot run.
std::vector<std::string> checkRequest(const ModelLoader &loader, const RunRequest &request);

}  // namespace everyword
