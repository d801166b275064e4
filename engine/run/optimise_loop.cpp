#include "engine/run/optimise_loop.h"

#include <ATen/ATen.h>

#include <chrono>

#include "engine/api/errors.h"
#include "engine/api/param_spec.h"
#include "engine/core/device.h"
#include "engine/log/log.h"
#include "engine/run/guided_step.h"
#include "engine/run/preview.h"
#include "engine/run/step_clock.h"

namespace everyword {

namespace {

using Clock = std::chrono::steady_clock;

/// Ends a step between two of its phases.
struct StopAsked {};

/// One run from its first step to its outcome.
class OptimiseLoop {
 public:
  OptimiseLoop(RunState state, const LoadedModels &models, RunObserver &observer,
               RunControl &control)
      : state_(std::move(state)),
        models_(models),
        observer_(observer),
        control_(control),
        texts_(models),
        rng_(state_.request.seed),
        clock_(state_.request.machine.previewIntervalMs),
        range_(codebookRange(models.get<VqganModel>("vqgan"))) {
    rng_.setState(state_.randomState);
    for (at::Tensor *tensor : {&state_.latent, &state_.optimiser.firstMoment,
                               &state_.optimiser.secondMoment, &state_.optimiser.step}) {
      *tensor = tensor->to(models.device).contiguous();
    }
    const std::int64_t factor = models.get<VqganModel>("vqgan").config().factor();
    width_ = static_cast<int>(state_.latent.size(3) * factor);
    height_ = static_cast<int>(state_.latent.size(2) * factor);
    target_ = makeStepTarget(state_.request, texts_, models_, width_, height_);
  }

  RunOutcome run(const std::vector<std::string> &warnings) {
    observer_.onStarted({width_, height_, state_.step, state_.request.schedule.steps,
                         describeDevice(models_.device, models_.precision), warnings});
    RunOutcome outcome;
    try {
      showStart();
      outcome.kind = runSteps();
    } catch (const std::exception &error) {
      outcome.kind = RunOutcome::Kind::Failed;
      outcome.error = sentenceFor(error);
    }
    complete(outcome);
    observer_.onFinished(outcome);
    return outcome;
  }

 private:
  /// The picture before the first step: something is on the canvas at once.
  void showStart() {
    const at::NoGradGuard noGraph;
    StepEvent event;
    event.step = state_.step;
    event.steps = state_.request.schedule.steps;
    event.frame = preview(models_.get<VqganModel>("vqgan").synth(state_.latent), state_.step).frame;
    event.memoryBytes = residentBytes();
    observer_.onStep(event);
  }

  RunOutcome::Kind runSteps() {
    while (state_.step < state_.request.schedule.steps) {
      if (control_.isPaused()) {
        clock_.forgetPause();
      }
      const bool goOn = control_.waitWhilePaused();
      writeCheckpointIfAsked();
      if (!goOn) {
        return RunOutcome::Kind::Stopped;
      }
      if (control_.isPaused()) {
        continue;  // woken for the checkpoint only
      }
      takeEdits();
      try {
        oneStep();
      } catch (const StopAsked &) {
        writeCheckpointIfAsked();
        return RunOutcome::Kind::Stopped;
      }
    }
    writeCheckpointIfAsked();
    return RunOutcome::Kind::Finished;
  }

  void oneStep() {
    const auto began = Clock::now();
    const StepResult result =
        guidedStep(state_.latent, target_, models_, rng_, [this](const char *) {
          if (control_.stopRequested()) {
            throw StopAsked();  // the state is still that of the step before
          }
        });
    if (!result.finite) {
      throw Error("step " + std::to_string(state_.step + 1) +
                      " gave a value that is no number, so the run stopped at step " +
                      std::to_string(state_.step),
                  "lower the learning rate or lambda");
    }
    advance(state_, result.gradient, target_.request.schedule.learningRate, range_);

    ++state_.step;
    state_.seconds += std::chrono::duration<double>(Clock::now() - began).count();
    state_.losses.push_back(result.terms);
    state_.randomState = rng_.state();
    lastScores_ = result.regions;
    clock_.stepDone();
    report(result);
  }

  void report(const StepResult &result) {
    StepEvent event;
    event.step = state_.step;
    event.steps = state_.request.schedule.steps;
    event.losses = result.terms;
    event.regions = result.regions;
    event.stepsPerSecond = clock_.stepsPerSecond();
    event.secondsLeft =
        event.stepsPerSecond > 0 ? (event.steps - event.step) / event.stepsPerSecond : 0.0;
    const int every = state_.request.schedule.keepFramesEvery;
    const bool keep = every > 0 && (state_.step - 1) % every == 0;
    const bool due = clock_.previewDue();  // asked in every step: it keeps the time
    const bool last = state_.step == state_.request.schedule.steps;
    if (due || keep || last) {
      event.memoryBytes = residentBytes();
      const at::NoGradGuard noGraph;
      // The step has decoded the picture it began with; decoding its result as well would be work
      // done twice, except at the end.
      const Preview shown = last ? preview(models_.get<VqganModel>("vqgan").synth(state_.latent), state_.step)
                                 : preview(result.picture, state_.step - 1);
      event.frame = shown.frame;
      event.words = shown.words;
    }
    observer_.onStep(event);
  }

  Preview preview(const at::Tensor &picture, int step) {
    last_ = makePreview(picture, step, target_, models_, texts_);
    return last_;
  }

  /// Boxes, labels, weights and live parameters count from this step on; latent and optimiser state
  /// stay.
  void takeEdits() {
    const std::optional<RunRequest> edited = control_.takeUpdate();
    if (!edited) {
      return;
    }
    RunRequest next = state_.request;
    next.objective.prompt = edited->objective.prompt;
    next.objective.regions = edited->objective.regions;
    for (const ParamSpec &spec : runParams()) {
      if (spec.live) {
        spec.set(next, spec.get(*edited));
      }
    }
    try {
      next.check();
      target_ = makeStepTarget(next, texts_, models_, width_, height_);
      state_.request = next;
    } catch (const Error &error) {
      logWarning(std::string("An edit during the run is not used: ") +
                 error.what());  // e.g. a box without a label yet
    }
  }

  void writeCheckpointIfAsked() {
    if (const auto path = control_.takeCheckpointPath()) {
      try {
        saveRunState(*path, state_);
      } catch (const Error &error) {
        logWarning(std::string("The state of the run was not saved: ") + error.what());
      }
    }
  }

  void complete(RunOutcome &outcome) {
    outcome.step = state_.step;
    outcome.request = state_.request;
    outcome.lossesByStep = state_.losses;
    outcome.seconds = state_.seconds;
    outcome.stepsPerSecond = state_.seconds > 0 ? state_.step / state_.seconds : 0.0;
    outcome.peakMemoryBytes = peakResidentBytes();
    outcome.device = describeDevice(models_.device, models_.precision);
    try {
      if (!last_.frame || last_.frame->step != state_.step ||
          outcome.kind != RunOutcome::Kind::Finished) {
        const at::NoGradGuard noGraph;
        preview(models_.get<VqganModel>("vqgan").synth(state_.latent), state_.step);
      }
      outcome.regions = scoreRegions(last_, target_, lastScores_);
    } catch (const std::exception &error) {
      logWarning(std::string("The final picture was not scored: ") + error.what());
    }
    outcome.frame = last_.frame;
    outcome.promptSimilarity = last_.promptSimilarity;
  }

  std::string sentenceFor(const std::exception &error) const {
    if (dynamic_cast<const Error *>(&error) != nullptr) {
      return error.what();
    }
    const std::string text = error.what();
    const bool memory = dynamic_cast<const std::bad_alloc *>(&error) != nullptr ||
                        text.find("out of memory") != std::string::npos ||
                        text.find("can't allocate memory") != std::string::npos;
    if (memory) {
      return "there is not enough memory for " + std::to_string(target_.request.cutouts.count) +
             " copies of " + std::to_string(width_) + " x " + std::to_string(height_) +
             " pixels: lower the copies or the size";
    }
    return "the run stopped at step " + std::to_string(state_.step) + ": " +
           text.substr(0, text.find('\n'));
  }

  RunState state_;
  LoadedModels models_;
  RunObserver &observer_;
  RunControl &control_;
  TextFeatures texts_;
  Rng rng_;
  StepClock clock_;
  LatentRange range_;
  StepTarget target_;
  Preview last_;
  std::vector<RegionScore> lastScores_;
  int width_ = 0, height_ = 0;
};

}  // namespace

RunState startRun(const RunRequest &request, const LoadedModels &models) {
  const int factor = static_cast<int>(models.get<VqganModel>("vqgan").config().factor());
  const int width = request.start.width / factor * factor;
  const int height = request.start.height / factor * factor;
  if (width == 0 || height == 0) {
    throw InputError(
        "a picture of " + std::to_string(request.start.width) + " x " + std::to_string(request.start.height) +
            " pixels is too small for this generator",
        "it needs at least " + std::to_string(factor) + " x " + std::to_string(factor));
  }
  Rng rng(request.seed);
  RunState state;
  state.request = request;
  state.latent = startLatent(request, models.get<VqganModel>("vqgan"), width, height, rng);
  state.optimiser = Adam::startFor(state.latent);
  state.randomState = rng.state();
  return state;
}

void advance(RunState &state, const at::Tensor &gradient, double learningRate,
             const LatentRange &range) {
  state.optimiser.update(state.latent, gradient, learningRate);
  state.latent = state.latent.maximum(range.low).minimum(range.high).contiguous();
}

RunOutcome optimise(RunState state, const LoadedModels &models, RunObserver &observer,
                    RunControl &control, const std::vector<std::string> &warnings) {
  return OptimiseLoop(std::move(state), models, observer, control).run(warnings);
}

}  // namespace everyword
