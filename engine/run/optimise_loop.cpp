#include "engine/run/optimise_loop.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "engine/api/errors.h"
#include "engine/api/param_spec.h"
#include "engine/api/recipe.h"
#include "engine/core/device.h"
#include "engine/core/tensor_frame.h"
#include "engine/log/log.h"
#include "engine/run/guided_step.h"
#include "engine/run/precision_choice.h"
#include "engine/run/preview.h"
#include "engine/run/start_latent.h"
#include "engine/run/step_clock.h"

namespace everyword {

namespace {

using Clock = std::chrono::steady_clock;

/// One run from its first step to its outcome.
class OptimiseLoop {
 public:
  OptimiseLoop(RunState state, const PreparedRun &prepared, RunObserver &observer,
               RunControl &control)
      : state_(std::move(state)),
        prepared_(prepared),
        models_(prepared.models),
        space_(*prepared.space),
        observer_(observer),
        control_(control),
        texts_(models_),
        rng_(state_.request.seed),
        clock_(state_.request.machine.previewIntervalMs),
        current_(state_.request) {
    rng_.setState(state_.randomState);
    for (auto *tensors : {&state_.latent, &state_.optimiser.firstMoments,
                          &state_.optimiser.secondMoments, &state_.optimiser.steps}) {
      for (at::Tensor &tensor : *tensors) {
        tensor = tensor.to(models_.device).contiguous();
      }
    }
    size_ = space_.pictureSizeOf(state_.latent);
    current_.edits.clear();
    while (editIsDue()) {  // a run that is resumed
      current_ = withChanges(current_, state_.request.edits[nextEdit_++].changes);
    }
    setTarget(current_);
  }

  RunOutcome run() {
    observer_.onStarted({size_.width, size_.height, state_.step, state_.request.schedule.steps,
                         describeDevice(models_.device, current_.machine.precision), warnings(),
                         state_.request});
    RunOutcome outcome;
    try {
      showStart();
      decidePrecision();
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
  void setTarget(const RunRequest &request) {
    StepTarget target = makeStepTarget(request, texts_, models_, size_);
    const unsigned lacks = target.needs & (NeedsLatentShift | NeedsIdentity) & ~anchored_;
    if (lacks) {
      // Of the run's first step, also in a run that is resumed.
      Rng rng(state_.request.seed);
      std::vector<at::Tensor> start =
          state_.start.empty() ? startLatent(state_.request.start, space_, rng) : state_.start;
      for (at::Tensor &leaf : start) {
        leaf = leaf.to(models_.device);
      }
      anchor_ = anchorAt(start, target.needs | anchored_, space_, models_);
      anchored_ |= lacks;
    }
    target.start = anchor_;
    target_ = std::move(target);
  }

  std::vector<std::string> warnings() const {
    std::vector<std::string> all = prepared_.warnings;
    if (std::string warning = memoryWarning(current_, target_.plan); !warning.empty()) {
      all.push_back(std::move(warning));
    }
    return all;
  }

  /// The picture before the first step: something is on the canvas at once.
  void showStart() {
    const at::NoGradGuard noGraph;
    StepEvent event;
    event.step = state_.step;
    event.steps = state_.request.schedule.steps;
    show(event, preview(space_.decode(state_.latent), state_.step));
    event.memoryBytes = residentBytes();
    observer_.onStep(event);
  }

  void show(StepEvent &event, const Preview &preview) const {
    event.frame = preview.frame;
    event.words = preview.words;
    if (target_.prompt.defined()) {
      event.promptSimilarity = preview.promptSimilarity;
    }
  }

  /// A run that is resumed, and one made from its recipe, keep what was decided.
  void decidePrecision() {
    const Precision chosen = choosePrecision(state_.latent, target_, models_, space_,
                                             [this] { return !control_.stopRequested(); });
    for (RunRequest *request : {&state_.request, &current_, &target_.request}) {
      request->machine.precision = chosen;
    }
    target_.plan.precision = chosen;
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
      repeatEdits();
      takeEdits();
      if (!oneStep()) {
        writeCheckpointIfAsked();
        return RunOutcome::Kind::Stopped;
      }
    }
    writeCheckpointIfAsked();
    return RunOutcome::Kind::Finished;
  }

  /// False when it was stopped before its end: the state is still that of the step before.
  bool oneStep() {
    const auto began = Clock::now();
    const std::optional<StepResult> step =
        guidedStep(state_.latent, target_, models_, space_, rng_,
                   [this](const char *) { return !control_.stopRequested(); });
    if (!step) {
      return false;
    }
    const StepResult &result = *step;
    if (!result.finite) {
      throw Error("step " + std::to_string(state_.step + 1) +
                      " gave a value that is no number, so the run stopped at step " +
                      std::to_string(state_.step),
                  "lower the learning rate or lambda");
    }
    advance(state_, result.gradients, learningRateAt(current_.schedule, state_.step), space_);

    ++state_.step;
    state_.seconds += std::chrono::duration<double>(Clock::now() - began).count();
    state_.losses.push_back(result.terms);
    state_.randomState = rng_.state();
    lastScores_ = result.regions;
    clock_.stepDone();
    report(result);
    return true;
  }

  void report(const StepResult &result) {
    StepEvent event;
    event.step = state_.step;
    event.steps = state_.request.schedule.steps;
    event.losses = result.terms;
    event.regions = result.regions;
    event.refusedEdit = std::exchange(refusedEdit_, {});
    event.stepsPerSecond = clock_.stepsPerSecond();
    event.secondsLeft =
        event.stepsPerSecond > 0 ? (event.steps - event.step) / event.stepsPerSecond : 0.0;
    const int every = state_.request.schedule.keepFramesEvery;
    const bool keep = every > 0 && (state_.step - 1) % every == 0;
    const bool due =  // asked in every step: it keeps the time
        observer_.wantsPreviews() && clock_.previewDue();
    const bool last = state_.step == state_.request.schedule.steps;
    if (due || keep || last) {
      event.memoryBytes = residentBytes();
      const at::NoGradGuard noGraph;
      if (keep && last) {  // the last step has two pictures to show
        StepEvent before;
        before.step = state_.step - 1;
        before.steps = event.steps;
        show(before, preview(result.picture, before.step));
        before.memoryBytes = event.memoryBytes;
        observer_.onStep(before);
      }
      // The step has decoded the picture it began with; decoding its result as well would be work
      // done twice, except at the end.
      const Preview shown = last ? preview(space_.decode(state_.latent), state_.step)
                                 : preview(result.picture, state_.step - 1);
      show(event, shown);
    }
    observer_.onStep(event);
  }

  Preview preview(const at::Tensor &picture, int step) {
    last_ = makePreview(picture, step, target_, models_, texts_);
    return last_;
  }

  bool editIsDue() const {
    const std::vector<RunEdit> &edits = state_.request.edits;
    return nextEdit_ < edits.size() && edits[nextEdit_].step <= state_.step;
  }

  /// The edits of an earlier run, at their steps.
  void repeatEdits() {
    while (editIsDue()) {
      adopt(withChanges(current_, state_.request.edits[nextEdit_].changes));
      ++nextEdit_;
    }
  }

  /// Prompt, regions, words and live parameters count from this step on; latent and optimiser state
  /// stay. What is adopted is recorded, so that the request still makes this picture.
  void takeEdits() {
    const std::optional<RunRequest> edited = control_.takeUpdate();
    if (!edited) {
      return;
    }
    RunRequest next = current_;
    next.objective.prompt = edited->objective.prompt;
    next.objective.regions = edited->objective.regions;
    next.objective.words = edited->objective.words;
    next.objective.protectedArea = edited->objective.protectedArea;
    for (const ParamSpec &spec : runParams()) {
      if (spec.live) {
        spec.set(next, spec.get(*edited));
      }
    }
    const std::string changes = changesBetween(current_, next);
    if (!changes.empty() && adopt(next)) {
      const auto place = state_.request.edits.begin() + static_cast<std::ptrdiff_t>(nextEdit_);
      state_.request.edits.insert(place, {state_.step, changes});
      ++nextEdit_;
    }
  }

  /// An edit passes the checks of a start. One that does not, such as a region without a label yet,
  /// is said and not used.
  bool adopt(const RunRequest &next) {
    try {
      if (prepared_.check) {
        prepared_.check(next);
      }
      setTarget(next);
      current_ = next;
      refusedEdit_.clear();
      return true;
    } catch (const Error &error) {
      refusedEdit_ = error.what();
      logWarning("An edit during the run is not used: " + refusedEdit_);
      return false;
    }
  }

  void writeCheckpointIfAsked() {
    while (const auto path = control_.takeCheckpointPath()) {  // the observer may name another
      std::string problem;
      try {
        saveRunState(*path, state_);
      } catch (const Error &error) {
        problem = error.what();
        logWarning("The state of the run was not saved: " + problem);
      }
      observer_.onCheckpoint(*path, problem);
    }
  }

  void complete(RunOutcome &outcome) {
    outcome.step = state_.step;
    outcome.request = recipe();
    outcome.lossesByStep = state_.losses;
    outcome.seconds = state_.seconds;
    outcome.stepsPerSecond = state_.seconds > 0 ? state_.step / state_.seconds : 0.0;
    outcome.peakMemoryBytes = peakResidentBytes();
    outcome.device = describeDevice(models_.device, current_.machine.precision);
    try {
      if (!last_.frame || last_.frame->step != state_.step ||
          outcome.kind != RunOutcome::Kind::Finished) {
        const at::NoGradGuard noGraph;
        preview(space_.decode(state_.latent), state_.step);
      }
      if (prepared_.scoreRegions) {
        outcome.regions =
            prepared_.scoreRegions(current_, {*last_.frame, last_.similarities, lastScores_});
      }
    } catch (const std::exception &error) {
      logWarning(std::string("The final picture was not scored: ") + error.what());
    }
    outcome.frame = last_.frame;
    outcome.latent = latentOf(state_.latent, space_.id);
    outcome.promptSimilarity = last_.promptSimilarity;
    outcome.words = last_.words;
  }

  /// The request that makes the last picture again: as many steps as were done, the edits that were
  /// adopted, and what "auto" and "all cores" were.
  RunRequest recipe() const {
    RunRequest request = recipeAt(state_.request, state_.step);
    request.machine.threads = at::get_num_threads();
    request.machine.device = models_.device.str();
    return request;
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
             " cutouts of " + std::to_string(size_.width) + " x " + std::to_string(size_.height) +
             " pixels: lower the cutouts or the size";
    }
    return "the run stopped at step " + std::to_string(state_.step) + ": " +
           text.substr(0, text.find('\n'));
  }

  RunState state_;  ///< its request as it was at the start, with the edits since then
  const PreparedRun &prepared_;
  const LoadedModels &models_;
  const LatentSpace &space_;
  RunObserver &observer_;
  RunControl &control_;
  TextFeatures texts_;
  Rng rng_;
  StepClock clock_;
  RunRequest current_;        ///< with all edits so far
  std::size_t nextEdit_ = 0;  ///< of the request's
  std::string refusedEdit_;   ///< why the last edit is not used; for the next event
  PictureSize size_;
  StartAnchor anchor_;
  unsigned anchored_ = 0;  ///< needs that the anchor meets
  StepTarget target_;
  Preview last_;
  std::vector<RegionScore> lastScores_;
};

}  // namespace

RunState startRun(const RunRequest &request, const LatentSpace &space) {
  Rng rng(request.seed);
  RunState state;
  state.request = request;
  state.space = space.id;
  state.latent = startLatent(request.start, space, rng);
  for (const at::Tensor &leaf : state.latent) {
    state.start.push_back(leaf.clone());
  }
  state.optimiser = Adam::startFor(state.latent);
  state.randomState = rng.state();
  return state;
}

std::vector<FramePtr> startPictures(const RunRequest &request,
                                    const std::vector<std::uint64_t> &seeds,
                                    const LatentSpace &space, c10::Device device) {
  const at::NoGradGuard noGraph;
  std::vector<FramePtr> pictures;
  for (const std::uint64_t seed : seeds) {
    Rng rng(seed);
    std::vector<at::Tensor> latent = startLatent(request.start, space, rng);
    for (at::Tensor &leaf : latent) {
      leaf = leaf.to(device);
    }
    pictures.push_back(frameFromTensor(space.decode(latent)));
  }
  return pictures;
}

double learningRateAt(const Schedule &schedule, int step) {
  const double steps = schedule.rampSteps > 0 ? schedule.rampSteps : schedule.steps;
  const double done = step / steps;
  double share = 1;
  if (schedule.rampDown > 0) {
    const double left = std::clamp((1 - done) / schedule.rampDown, 0.0, 1.0);
    share = 0.5 - 0.5 * std::cos(M_PI * left);
  }
  if (schedule.rampUp > 0) {
    share *= std::min(1.0, done / schedule.rampUp);
  }
  return share * schedule.learningRate;
}

void advance(RunState &state, const std::vector<at::Tensor> &gradients, double learningRate,
             const LatentSpace &space) {
  state.optimiser.update(state.latent, gradients, learningRate);
  const at::NoGradGuard noGraph;
  space.constrain(state.latent);
}

RunOutcome optimise(RunState state, const PreparedRun &prepared, RunObserver &observer,
                    RunControl &control) {
  return OptimiseLoop(std::move(state), prepared, observer, control).run();
}

}  // namespace everyword
