#pragma once

#include "engine/store/model_folder.h"

namespace everyword {

/// ModelStore::resolve: names of installed models become paths, families are checked, and a CLIP
/// without merges gets the installed vocabulary of its size.
ModelSet resolveModels(const ModelSet &models, const ModelFolder &store);

}  // namespace everyword
