#pragma once

#include "engine/api/run_request.h"

namespace everyword::edit {

// Edit: a face of a StyleGAN2 follows a prompt and otherwise stays what it is (section 3.3 of the
// paper; StyleCLIP, Patashnik et al. 2021).

/// Throws InputError: no prompt, or an identity term without an identity network.
void check(const RunRequest &request);

/// The published schedule and weights. The identity counts where
/// the request names a network for it.
void preset(RunRequest &request);

}  // namespace everyword::edit
