#pragma once

#include "engine/api/engine.h"

namespace everyword {

/// Seconds from the call of Engine::run to the first picture, models loaded on the way where they
/// are not; the run is stopped there. Throws what Engine::run throws.
double secondsToFirstFrame(Engine &engine, const RunRequest &request);

}  // namespace everyword
