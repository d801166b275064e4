#pragma once

#include "engine/library/catalogue.h"
#include "engine/library/model_store.h"

namespace everyword {

/// ModelManager::importFile: recognises the file, copies it into the store unless the same bytes
/// are there. A file of the catalogue's bytes gets its licence note.
ImportOutcome importModel(const ImportRequest &request, const Catalogue &catalogue,
                          ModelStore &store);

}  // namespace everyword
