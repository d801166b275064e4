#pragma once

#include <vector>

#include "engine/api/run_control.h"
#include "engine/api/run_observer.h"
#include "engine/run/prepared_run.h"
#include "engine/run/run_checkpoint.h"

namespace everyword {

/// The latent, optimiser and random stream before the first step. Throws InputError, FileError.
RunState startRun(const RunRequest &request, const LatentSpace &space);

/// The same of several requests of one start and seed; the start is made once.
std::vector<RunState> startRuns(const std::vector<RunRequest> &requests, const LatentSpace &space);

/// What runs of these seeds begin with, as pictures.
std::vector<FramePtr> startPictures(const RunRequest &request,
                                    const std::vector<std::uint64_t> &seeds,
                                    const LatentSpace &space, c10::Device device);

/// The rate of the step after `step` steps, with the schedule's ramps (StyleGAN2's projector,
/// Karras et al. 2020: a linear rise from 0, a cosine fall to 0).
double learningRateAt(const Schedule &schedule, int step);

/// What a step does with its gradients: Adam, then the latent space's constraint.
void advance(RunState &state, const std::vector<at::Tensor> &gradients, double learningRate,
             const LatentSpace &space);

/// latent -> decode -> cutouts -> features -> relevance -> losses -> backward -> Adam -> constrain,
/// until the steps are done or `control` stops it (within one phase of a step). Edits of an earlier
/// run (RunRequest::edits) are made again at their steps. Calls `observer` on this thread. What
/// goes wrong inside becomes an outcome of kind Failed with the picture of the last good step.
RunOutcome optimise(RunState state, const PreparedRun &prepared, RunObserver &observer,
                    RunControl &control);

/// The same of several runs with the models, space and texts of one `prepared`, in rounds: each
/// takes one step, those of different runs side by side where threads and memory suffice, then the
/// next round begins. Each has the outcome that it has alone (at fp32, for the same thread count).
/// The text features, the words' derivatives and the first picture are computed once. An edit
/// leaves what the runs differ in as it is; of a state that is asked for each run writes its own
/// (engine/api/group_state.h).
std::vector<RunOutcome> optimiseTogether(std::vector<RunState> states, const PreparedRun &prepared,
                                         const std::vector<RunObserver *> &observers,
                                         RunControl &control);

}  // namespace everyword
