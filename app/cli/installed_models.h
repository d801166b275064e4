#pragma once

#include "engine/api/run_request.h"

namespace everyword {

/// Puts paths in the place of names of installed models, and CLIP's installed vocabulary where none
/// was named. Leaves a request that uses a pack alone as it is. Throws FileError.
void useInstalledModels(ModelSet &models);

/// For the user's own models: throws InputError when they cannot do what is asked, ResourceError
/// when there is clearly too little memory. `request.models` by path.
void requireModelsFit(const RunRequest &request);

}  // namespace everyword
