#pragma once

#include <optional>
#include <string>

#include "engine/api/model_store.h"

namespace everyword {

/// What a file is, from headers alone; tensor data is not read. Throws FileError for what is
/// damaged, foreign or refused.
ModelReport inspectFile(const std::string &path);

}  // namespace everyword
