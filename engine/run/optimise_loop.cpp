#include "engine/run/optimise_loop.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <utility>

#include "engine/api/group_state.h"
#include "engine/core/tensor_frame.h"
#include "engine/nn/in_threads.h"
#include "engine/run/one_run.h"
#include "engine/run/start_latent.h"

namespace everyword {

namespace {

/// Runs that take their steps together, one of each in a round.
class OptimiseLoop {
 public:
  OptimiseLoop(std::vector<RunState> states, const PreparedRun &prepared,
               const std::vector<RunObserver *> &observers, RunControl &control)
      : prepared_(prepared), control_(control), texts_(prepared.models), outcomes_(states.size()) {
    for (std::size_t i = 0; i < states.size(); ++i) {
      runs_.push_back(
          std::make_unique<OneRun>(std::move(states[i]), prepared, texts_, *observers[i]));
    }
  }

  std::vector<RunOutcome> run() {
    begin();
    while (!active_.empty()) {
      if (control_.isPaused()) {
        for (OneRun *run : active_) {
          run->forgetPause();
        }
      }
      const bool goOn = control_.waitWhilePaused();
      writeStateIfAsked();
      if (goOn && control_.isPaused()) {
        continue;  // woken for the state only
      }
      if (goOn) {
        takeEdits();
        finishEnded();
        round();
        writeStateIfAsked();
      } else {
        stop();
      }
      finishEnded();
    }
    return std::move(outcomes_);
  }

 private:
  void begin() {
    for (const auto &run : runs_) {
      try {
        run->begin(
            runs_.front() == run ? nullptr : runs_.front().get(),
            [this] { return !control_.stopRequested(); },
            [this] { return control_.waitWhilePaused(); });
      } catch (const std::exception &error) {
        run->fail(error);
      }
      active_.push_back(run.get());
    }
    writeStateIfAsked();
    finishEnded();
    sideBySide_ = fitSideBySide();
  }

  bool isSmall(const OneRun &run) const {
    const StepPlan &plan = run.target().target().plan;
    return prepared_.models.device.is_cpu() && smallStepsInOneThread(prepared_.space->id) &&
           plan.precision == Precision::Fp32 && plan.activationBytes < kSmallStepBytes;
  }

  /// Small steps, each whole in one thread anyway, may be taken side by side where memory suffices
  /// for as many as there are threads.
  bool fitSideBySide() const {
    const int threads = at::get_num_threads();
    return threads > 1 && std::all_of(active_.begin(), active_.end(), [&](const OneRun *run) {
             const StepTarget &target = run->target().target();
             const std::int64_t free = memoryForStep(target.request, prepared_.models.device);
             const PictureSize size = run->target().size();
             const StepPlan plan = planStep(prepared_.models, encodingsOf(target), size.width,
                                            size.height, free / threads);
             return isSmall(*run) && plan.missingBytes == 0 &&
                    plan.checkpointDecode == target.plan.checkpointDecode &&
                    plan.checkpointEncode == target.plan.checkpointEncode;
           });
  }

  /// One step of each run.
  void round() {
    const std::vector<OneRun *> runs = active_;
    if (sideBySide_) {
      stepsOf(runs);
      return;
    }
    for (OneRun *run : runs) {
      stepsOf({run});
    }
  }

  /// A run whose step fails ends at its last good one, the others go on. When one is stopped before
  /// its step's end, the states of all are still those before.
  void stepsOf(const std::vector<OneRun *> &runs) {
    struct Computed {
      std::optional<StepResult> result;
      std::exception_ptr fault;
      double seconds = 0;
    };
    using Clock = std::chrono::steady_clock;
    std::vector<Computed> computed(runs.size());
    const auto compute = [&](std::size_t i) {
      const auto began = Clock::now();
      try {
        computed[i].result =
            runs[i]->computeStep([this](const char *) { return !control_.stopRequested(); });
      } catch (...) {
        computed[i].fault = std::current_exception();
      }
      computed[i].seconds = std::chrono::duration<double>(Clock::now() - began).count();
    };
    if (runs.size() > 1) {
      inThreads(runs.size(), compute);
    } else if (isSmall(*runs.front())) {
      inOneThread([&] { compute(0); });
    } else {
      compute(0);
    }
    if (std::any_of(computed.begin(), computed.end(),
                    [](const Computed &one) { return !one.result && !one.fault; })) {
      stop();
      return;
    }
    for (std::size_t i = 0; i < runs.size(); ++i) {
      try {
        if (computed[i].fault) {
          std::rethrow_exception(computed[i].fault);
        }
        runs[i]->finishStep(*computed[i].result, computed[i].seconds);
      } catch (const std::exception &error) {
        runs[i]->fail(error);
      }
    }
  }

  void stop() {
    for (OneRun *run : active_) {
      if (run->isActive()) {
        run->stop();
      }
    }
  }

  void finishEnded() {
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      const auto place = std::find(active_.begin(), active_.end(), runs_[i].get());
      if (place != active_.end() && !(*place)->isActive()) {
        active_.erase(place);
        outcomes_[i] = runs_[i]->finish();
      }
    }
  }

  /// Parameters in which the runs differ stay each run's own.
  void takeEdits() {
    for (OneRun *run : active_) {
      run->target().repeatEdits();
    }
    if (const std::optional<RunRequest> edited = control_.takeUpdate()) {
      adopt(*edited);
    }
    for (OneRun *run : active_) {
      try {
        run->searchAnew([this] { return control_.waitWhilePaused(); });
      } catch (const std::exception &error) {
        run->fail(error);
      }
    }
  }

  void adopt(const RunRequest &edited) {
    std::vector<const ParamSpec *> kept;
    for (const ParamSpec &spec : runParams()) {
      const auto differs = [&](const OneRun *run) {
        return spec.get(run->target().request()) != spec.get(active_.front()->target().request());
      };
      if (std::any_of(active_.begin(), active_.end(), differs)) {
        kept.push_back(&spec);
      }
    }
    for (OneRun *run : active_) {
      run->target().take(edited, kept);
    }
  }

  void writeStateIfAsked() {
    while (const auto path = control_.takeCheckpointPath()) {  // the observer may name another
      for (std::size_t i = 0; i < runs_.size(); ++i) {
        runs_[i]->writeState(runs_.size() == 1 ? *path : stateOfRun(*path, i));
      }
    }
  }

  const PreparedRun &prepared_;
  RunControl &control_;
  TextFeatures texts_;
  std::vector<std::unique_ptr<OneRun>> runs_;
  std::vector<OneRun *> active_;  ///< in their order
  std::vector<RunOutcome> outcomes_;
  bool sideBySide_ = false;  ///< the steps of a round are computed at once
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

std::vector<RunState> startRuns(const std::vector<RunRequest> &requests, const LatentSpace &space) {
  std::vector<RunState> states;
  for (const RunRequest &request : requests) {
    if (states.empty()) {
      states.push_back(startRun(request, space));
      continue;
    }
    RunState state;
    state.request = request;
    state.space = space.id;
    state.start = states.front().start;  // never changed
    for (const at::Tensor &leaf : state.start) {
      state.latent.push_back(leaf.clone());
    }
    state.optimiser = Adam::startFor(state.latent);
    state.randomState = states.front().randomState.clone();
    states.push_back(std::move(state));
  }
  return states;
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
  std::vector<RunState> states;
  states.push_back(std::move(state));
  return std::move(optimiseTogether(std::move(states), prepared, {&observer}, control).front());
}

std::vector<RunOutcome> optimiseTogether(std::vector<RunState> states, const PreparedRun &prepared,
                                         const std::vector<RunObserver *> &observers,
                                         RunControl &control) {
  return OptimiseLoop(std::move(states), prepared, observers, control).run();
}

}  // namespace everyword
