#include "engine/run/one_run.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/api/errors.h"
#include "engine/api/recipe.h"
#include "engine/api/region_truth.h"
#include "engine/core/device.h"
#include "engine/core/tensor_frame.h"
#include "engine/log/log.h"
#include "engine/run/latent_value.h"
#include "engine/run/optimise_loop.h"
#include "engine/run/precision_choice.h"
#include "engine/run/start_latent.h"

namespace everyword {

namespace {

RunState onDevice(RunState state, c10::Device device) {
  for (auto *tensors : {&state.latent, &state.optimiser.firstMoments,
                        &state.optimiser.secondMoments, &state.optimiser.steps}) {
    for (at::Tensor &tensor : *tensors) {
      tensor = tensor.to(device).contiguous();
    }
  }
  return state;
}

}  // namespace

OneRun::OneRun(RunState state, const PreparedRun &prepared, TextFeatures &texts,
               RunObserver &observer)
    : state_(onDevice(std::move(state), prepared.models.device)),
      prepared_(prepared),
      models_(prepared.models),
      space_(*prepared.space),
      texts_(texts),
      observer_(observer),
      rng_(state_.request.seed),
      clock_(state_.request.machine.previewIntervalMs),
      target_(state_, prepared, texts),
      looks_(prepared.models, texts, prepared.names) {
  rng_.setState(state_.randomState);
}

void OneRun::begin(const OneRun *begun, const std::function<bool()> &goOn,
                   const std::function<bool()> &afterPause) {
  if (request().start.kind == Start::Search && state_.step == 0) {
    // Not the state's latent: a run that was stopped in its search may be resumed.
    Rng rng(request().seed);
    const SearchResult found = search(startLatent(request().start, space_, rng), {}, afterPause);
    triedStarts_ = found.tried;
    setStart(found.latent);
  }
  std::vector<std::string> warnings = prepared_.warnings;
  if (std::string warning = memoryWarning(request(), target_.target().plan); !warning.empty()) {
    warnings.push_back(std::move(warning));
  }
  observer_.onStarted(
      {target_.size().width, target_.size().height, state_.step, state_.request.schedule.steps,
       describeDevice(models_.device, request().machine.precision), warnings, state_.request});
  StepEvent event;
  event.step = state_.step;
  event.steps = state_.request.schedule.steps;
  if (begun && beginsLike(*begun)) {
    first_ = last_ = *begun->first_;
  } else {
    const at::NoGradGuard noGraph;
    first_ = preview(space_.decode(state_.latent), state_.step);
  }
  show(event, *first_);
  event.memoryBytes = residentBytes();
  observer_.onStep(event);
  // A run that is resumed, and one made from its recipe, keep what was decided.
  target_.setPrecision(choosePrecision(state_.latent, target_.target(), models_, space_, goOn));
}

SearchResult OneRun::search(const std::vector<at::Tensor> &ground, const std::vector<int> &only,
                            const std::function<bool()> &goOn) {
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  const auto progress = [&](int tried, int of, const std::vector<at::Tensor> &best) {
    if (!goOn()) {
      return false;
    }
    observer_.onLoading("Trying starts", double(tried) / of);
    if (observer_.wantsPreviews() && tried < of && clock_.previewDue()) {
      const std::chrono::duration<double> spent = Clock::now() - began;
      StepEvent event;
      event.step = state_.step;
      event.steps = state_.request.schedule.steps;
      event.secondsLeft = spent.count() * (of - tried) / tried;
      event.memoryBytes = residentBytes();
      show(event, preview(space_.decode(best), state_.step));
      observer_.onStep(event);
    }
    return true;
  };
  SearchResult found = searchStart(ground, target_.target(), only, models_, space_, progress);
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  searchSeconds_ += seconds;
  state_.seconds += seconds;
  return found;
}

void OneRun::setStart(const std::vector<at::Tensor> &latent) {
  for (std::size_t i = 0; i < latent.size(); ++i) {
    state_.start[i] = latent[i].clone();
    state_.latent[i] = latent[i].clone();
  }
  target_.startChanged();
}

void OneRun::searchAnew(const std::function<bool()> &afterPause) {
  const std::vector<int> ids = target_.takeAttempts();
  if (ids.empty()) {
    return;
  }
  const SearchResult found = search(state_.latent, ids, afterPause);
  clock_.forgetPause();
  if (found.tried < request().start.searchStarts) {
    return;
  }
  const at::NoGradGuard noGraph;
  for (const Region &region : target_.target().regions) {
    if (std::find(ids.begin(), ids.end(), region.id) == ids.end()) {
      continue;
    }
    const at::Tensor cells = space_.cellsOf(region.box, state_.latent);
    const auto put = [&](at::Tensor &into, const at::Tensor &value) {
      into = at::where(cells, value, into).contiguous();
    };
    for (std::size_t i = 0; i < state_.latent.size(); ++i) {
      put(state_.latent[i], found.latent[i]);
      state_.start[i] = state_.start[i].to(models_.device);
      put(state_.start[i], found.latent[i]);
      put(state_.optimiser.firstMoments[i], at::zeros_like(found.latent[i]));
      put(state_.optimiser.secondMoments[i], at::zeros_like(found.latent[i]));
    }
  }
  target_.startChanged();
}

bool OneRun::beginsLike(const OneRun &other) const {
  const Objective &one = request().objective, &two = other.request().objective;
  bool same = other.first_ && state_.step == 0 &&
              other.state_.start.size() == state_.start.size() && one.prompt == two.prompt &&
              one.regions == two.regions && one.phrasePrefix == two.phrasePrefix;
  for (std::size_t i = 0; same && i < state_.start.size(); ++i) {
    same = at::equal(state_.start[i], other.state_.start[i]);
  }
  return same;
}

std::optional<StepResult> OneRun::computeStep(const PhaseDone &goOn) {
  return guidedStep(state_.latent, target_.target(), models_, space_, rng_, goOn);
}

void OneRun::finishStep(const StepResult &result, double seconds) {
  if (!result.finite) {
    throw Error("step " + std::to_string(state_.step + 1) +
                    " gave a value that is no number, so the run stopped at step " +
                    std::to_string(state_.step),
                "lower the learning rate or lambda");
  }
  advance(state_, result.gradients, learningRateAt(request().schedule, state_.step), space_);
  ++state_.step;
  state_.seconds += seconds;
  state_.losses.push_back(result.terms);
  state_.randomState = rng_.state();
  lastScores_ = result.regions;
  clock_.stepDone();
  lookAtBoxes(result.picture);
  report(result);
}

/// At the picture that the step began with, which is the one its overlaps are of, every few steps.
/// Ends a run whose boxes are all true, if it is asked to.
void OneRun::lookAtBoxes(const at::Tensor &picture) {
  const Schedule &schedule = request().schedule;
  if (schedule.lookEvery == 0 || lastScores_.empty() || state_.step % schedule.lookEvery != 0) {
    return;
  }
  const std::vector<LooksLike> looks = looks_.lookAt(picture, target_.target());
  for (std::size_t i = 0; i < looks.size(); ++i) {
    lastScores_[i].looksLike = looks[i];
  }
  if (schedule.stopWhenTrue && std::all_of(lastScores_.begin(), lastScores_.end(), isTrue)) {
    // The step has moved on from the picture that was judged: what it made has to be true too.
    const at::NoGradGuard noGraph;
    const auto after = looks_.lookAt(space_.decode(state_.latent), target_.target());
    if (std::all_of(after.begin(), after.end(), [](const LooksLike &look) { return look.own; })) {
      end_ = RunOutcome::Kind::Finished;
    }
  }
}

/// At the picture that the run ends with.
void OneRun::lookAtLast() {
  if (request().schedule.lookEvery > 0 && lastLooks_.empty()) {
    lastLooks_ = looks_.lookAt(tensorFromFrame(*last_.frame).to(models_.device), target_.target());
  }
}

void OneRun::show(StepEvent &event, const Preview &preview) const {
  event.frame = preview.frame;
  event.words = preview.words;
  if (target_.target().prompt.defined()) {
    event.promptSimilarity = preview.promptSimilarity;
  }
}

Preview OneRun::preview(const at::Tensor &picture, int step) {
  last_ = makePreview(picture, step, target_.target(), models_, texts_);
  lastLooks_.clear();
  return last_;
}

void OneRun::report(const StepResult &result) {
  StepEvent event;
  event.step = state_.step;
  const bool last = !isActive();
  event.steps = last ? state_.step : state_.request.schedule.steps;
  event.losses = result.terms;
  event.regions = lastScores_;
  event.refusedEdit = target_.takeRefusal();
  event.stepsPerSecond = clock_.stepsPerSecond();
  event.secondsLeft =
      event.stepsPerSecond > 0 ? (event.steps - event.step) / event.stepsPerSecond : 0.0;
  const int every = state_.request.schedule.keepFramesEvery;
  const bool keep = every > 0 && (state_.step - 1) % every == 0;
  const bool due =  // asked in every step: it keeps the time
      observer_.wantsPreviews() && clock_.previewDue();
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
    if (last) {  // the picture that is shown with it
      lookAtLast();
      for (std::size_t i = 0; i < lastLooks_.size(); ++i) {
        event.regions[i].looksLike = lastLooks_[i];
      }
    }
  }
  observer_.onStep(event);
}

void OneRun::fail(const std::exception &error) {
  end_ = RunOutcome::Kind::Failed;
  error_ = sentenceFor(error);
}

void OneRun::writeState(const std::string &path) {
  std::string problem;
  try {
    saveRunState(path, state_);
  } catch (const Error &error) {
    problem = error.what();
    logWarning("The state of the run was not saved: " + problem);
  }
  observer_.onCheckpoint(path, problem);
}

RunOutcome OneRun::finish() {
  RunOutcome outcome;
  outcome.kind = end_.value_or(RunOutcome::Kind::Finished);
  outcome.error = error_;
  complete(outcome);
  observer_.onFinished(outcome);
  return outcome;
}

void OneRun::complete(RunOutcome &outcome) {
  outcome.step = state_.step;
  outcome.request = recipe();
  outcome.lossesByStep = state_.losses;
  outcome.seconds = state_.seconds;
  const double stepping = state_.seconds - searchSeconds_;
  outcome.stepsPerSecond = stepping > 0 ? state_.step / stepping : 0.0;
  outcome.peakMemoryBytes = peakResidentBytes();
  outcome.device = describeDevice(models_.device, request().machine.precision);
  try {
    if (!last_.frame || last_.frame->step != state_.step ||
        outcome.kind != RunOutcome::Kind::Finished) {
      const at::NoGradGuard noGraph;
      preview(space_.decode(state_.latent), state_.step);
    }
    if (prepared_.scoreRegions) {
      lookAtLast();
      outcome.regions = prepared_.scoreRegions(
          request(), {*last_.frame, last_.similarities, lastScores_, lastLooks_});
    }
  } catch (const std::exception &error) {
    logWarning(std::string("The final picture was not scored: ") + error.what());
  }
  outcome.frame = last_.frame;
  outcome.promptSimilarity = last_.promptSimilarity;
  outcome.words = last_.words;
  outcome.latent = latentOf(state_.latent, space_.id);
}

/// The request that makes the last picture again: as many steps as were done, the edits that were
/// adopted, and what "auto" and "all cores" were.
RunRequest OneRun::recipe() const {
  RunRequest request = recipeAt(state_.request, state_.step);
  if (triedStarts_ > 0) {  // a search that was stopped is one of fewer starts
    request.start.searchStarts = triedStarts_;
  }
  request.machine.threads = at::get_num_threads();
  request.machine.device = models_.device.str();
  return request;
}

std::string OneRun::sentenceFor(const std::exception &error) const {
  if (dynamic_cast<const Error *>(&error) != nullptr) {
    return error.what();
  }
  const std::string text = error.what();
  const bool memory = dynamic_cast<const std::bad_alloc *>(&error) != nullptr ||
                      text.find("out of memory") != std::string::npos ||
                      text.find("can't allocate memory") != std::string::npos;
  if (memory) {
    return "there is not enough memory for " + std::to_string(request().cutouts.count) +
           " cutouts of " + std::to_string(target_.size().width) + " x " +
           std::to_string(target_.size().height) + " pixels: lower the cutouts or the size";
  }
  return "the run stopped at step " + std::to_string(state_.step) + ": " +
         text.substr(0, text.find('\n'));
}

}  // namespace everyword
