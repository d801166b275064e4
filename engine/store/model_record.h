#pragma once

#include <string>

#include "engine/api/model_store.h"

namespace everyword {

inline constexpr const char *kRecordName = "model.json";

/// Reads the model.json of a model's folder. Throws FileError.
InstalledModel readRecord(const std::string &folder);

/// Writes it; paths become names inside the folder. Throws ResourceError.
void writeRecord(const std::string &folder, const InstalledModel &model);

}  // namespace everyword
