#pragma once

#include <string>

#include "engine/api/run_control.h"
#include "engine/api/run_observer.h"
#include "engine/models/model_pack.h"
#include "engine/run/latent_start.h"
#include "engine/run/run_checkpoint.h"

namespace everyword {

/// The latent, optimiser and random stream before the first step. `width`, `height` of the result
/// are rounded to the generator's grid. Throws InputError, FileError.
RunState startRun(const RunRequest &request, const LoadedModels &models);

/// What a step does with its gradient: Adam, then the latent is held in the codebook's range.
void advance(RunState &state, const at::Tensor &gradient, double learningRate,
             const LatentRange &range);

/// latent -> decode -> copies -> features -> relevance -> losses -> one backward -> Adam -> clamp,
/// until the steps are done or `control` stops it (within one step). Calls `observer` on this
/// thread. What goes wrong inside becomes an outcome of kind Failed with the picture of the last
/// good step.
RunOutcome optimise(RunState state, const LoadedModels &models, RunObserver &observer,
                    RunControl &control, const std::vector<std::string> &warnings);

}  // namespace everyword
