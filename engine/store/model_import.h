#pragma once

#include "engine/store/known_models.h"
#include "engine/store/model_folder.h"

namespace everyword {

/// ModelStore::importFile: recognises the file, copies it into the store unless the same bytes
/// are there. A file with a known model's bytes gets its licence note.
ImportOutcome importModel(const ImportRequest &request, const KnownModels &models,
                          ModelFolder &store);

}  // namespace everyword
