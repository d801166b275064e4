#pragma once

#include "engine/api/run_request.h"

namespace everyword {

/// What the first start opens: "a red apple and a dog on grass" with a box for each, so that one
/// click makes a picture.
RunRequest sampleProject();
/// The same with the settings of `request`.
RunRequest withSample(RunRequest request);

}  // namespace everyword
