#pragma once

#include "engine/store/catalogue.h"
#include "engine/store/model_store.h"

namespace everyword {

/// ModelManager::importFile: recognises the file, copies it into the store unless the same bytes
/// are there. A file of the catalogue's bytes gets its licence note.
ImportOutcome importModel(const ImportRequest &request, const Catalogue &catalogue,
                          ModelStore &store);

}  // namespace everyword
