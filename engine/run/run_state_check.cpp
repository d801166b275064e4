#include "engine/run/run_state_check.h"

#include <ATen/ATen.h>

#include <cmath>

#include "engine/api/errors.h"
#include "engine/core/rng.h"

namespace everyword {

namespace {

bool isFinite(const at::Tensor &tensor) {
  return tensor.scalar_type() == at::kFloat && at::isfinite(tensor).all().item<bool>();
}

bool isPossibleProgress(const RunState &state) {
  if (state.step < 0 || state.step > state.request.schedule.steps ||
      !(state.seconds >= 0 && state.seconds < 1e9) ||
      state.losses.size() != static_cast<std::size_t>(state.step)) {
    return false;
  }
  for (const auto &terms : state.losses) {
    for (const LossTerm &term : terms) {
      if (!std::isfinite(term.value)) {
        return false;
      }
    }
  }
  return true;
}

/// The latent space says later whether the shapes are those of its generator.
bool isPossibleLatent(const at::Tensor &latent) { return latent.numel() > 0 && isFinite(latent); }

/// Of a run that starts from an earlier one or by search, only the state knows the start.
bool isPossibleStart(const RunState &state) {
  if (state.start.empty()) {
    const Start kind = state.request.start.kind;
    return kind != Start::EarlierRun && kind != Start::Search;
  }
  if (state.start.size() != state.latent.size()) {
    return false;
  }
  for (std::size_t i = 0; i < state.start.size(); ++i) {
    if (!isFinite(state.start[i]) || !state.start[i].sizes().equals(state.latent[i].sizes())) {
      return false;
    }
  }
  return true;
}

bool isPossibleOptimiser(const Adam &adam, std::size_t leaf, const at::Tensor &latent, int steps) {
  const at::Tensor &first = adam.firstMoments[leaf], &second = adam.secondMoments[leaf];
  const at::Tensor &step = adam.steps[leaf];
  return first.sizes().equals(latent.sizes()) && second.sizes().equals(latent.sizes()) &&
         isFinite(first) && isFinite(second) && second.min().item<float>() >= 0 &&
         step.dim() == 0 && isFinite(step) && step.item<float>() == static_cast<float>(steps);
}

/// The generator itself knows best which states it can be in.
bool isPossibleRandomState(const at::Tensor &state) {
  try {
    Rng(0).setState(state);
    return true;
  } catch (const std::exception &) {
    return false;
  }
}

}  // namespace

void checkRunState(const RunState &state, const std::string &path) {
  const auto require = [&](bool possible, const char *what) {
    if (!possible) {
      throw FileError(path + " is damaged: its " + what + " cannot be right");
    }
  };
  require(isPossibleProgress(state), "progress");
  for (std::size_t i = 0; i < state.latent.size(); ++i) {
    require(isPossibleLatent(state.latent[i]), "latent");
    require(isPossibleOptimiser(state.optimiser, i, state.latent[i], state.step), "optimiser");
  }
  require(isPossibleStart(state), "start");
  require(isPossibleRandomState(state.randomState), "random state");
}

}  // namespace everyword
