#pragma once

#include <string>

#include "engine/run/run_checkpoint.h"

namespace everyword {

/// What a run can have left behind and what not: its progress, latent, optimiser and random state
/// belong together and hold possible numbers. Throws FileError "<path> is damaged: its ... cannot
/// be right".
void checkRunState(const RunState &state, const std::string &path);

}  // namespace everyword
