#pragma once

#include "engine/api/run_request.h"

namespace everyword::dream {

// Dream: a BigGAN's latent and class embedding follow a prompt (FuseDream, section 4 of METHOD in
// the paper's supplement); boxes and words count as in every mode.

/// The published optimiser, and a random start: a BigGAN has no encoder.
void preset(RunRequest &request);

}  // namespace everyword::dream
