#pragma once

#include "engine/store/model_store.h"

namespace everyword {

/// ModelManager::resolve: names of installed models become paths, families are checked, and a CLIP
/// without merges gets the installed vocabulary of its size.
ModelSet resolveModels(const ModelSet &models, const ModelStore &store);

}  // namespace everyword
