#include "engine/run/edited_target.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

#include "engine/api/errors.h"
#include "engine/api/recipe.h"
#include "engine/log/log.h"
#include "engine/run/start_latent.h"

namespace everyword {

EditedTarget::EditedTarget(RunState &state, const PreparedRun &prepared, TextFeatures &texts)
    : state_(state),
      prepared_(prepared),
      texts_(texts),
      size_(prepared.space->pictureSizeOf(state.latent)),
      current_(state.request) {
  current_.edits.clear();
  // Those at its own step are made in it, as they were the first time.
  while (editIsDue(state.step - 1)) {
    current_ = withChanges(current_, state_.request.edits[nextEdit_++].changes);
  }
  setTarget(current_);
}

void EditedTarget::setTarget(const RunRequest &request) {
  StepTarget target = makeStepTarget(request, texts_, prepared_.models, size_);
  const unsigned lacks =
      target.needs & (NeedsLatentShift | NeedsIdentity | NeedsStartPicture) & ~anchored_;
  if (lacks) {
    // Of the run's first step, also in a run that is resumed.
    Rng rng(state_.request.seed);
    std::vector<at::Tensor> start = state_.start;
    if (start.empty()) {
      start = startLatent(state_.request.start, *prepared_.space, rng);
    }
    for (at::Tensor &leaf : start) {
      leaf = leaf.to(prepared_.models.device);
    }
    anchor_ = anchorAt(start, target.needs | anchored_, *prepared_.space, prepared_.models);
    anchored_ |= lacks;
  }
  target.start = anchor_;
  target_ = std::move(target);
}

bool EditedTarget::editIsDue(int step) const {
  const std::vector<RunEdit> &edits = state_.request.edits;
  return nextEdit_ < edits.size() && edits[nextEdit_].step <= step;
}

void EditedTarget::repeatEdits() {
  while (editIsDue(state_.step)) {
    adopt(withChanges(current_, state_.request.edits[nextEdit_].changes));
    ++nextEdit_;
  }
}

void EditedTarget::take(const RunRequest &edited, const std::vector<const ParamSpec *> &kept) {
  RunRequest next = current_;
  next.objective.prompt = edited.objective.prompt;
  next.objective.regions = edited.objective.regions;
  next.objective.words = edited.objective.words;
  next.objective.protectedArea = edited.objective.protectedArea;
  for (const ParamSpec &spec : runParams()) {
    if (spec.live && std::find(kept.begin(), kept.end(), &spec) == kept.end()) {
      spec.set(next, spec.get(edited));
    }
  }
  const std::string changes = changesBetween(current_, next);
  if (!changes.empty() && adopt(next)) {
    const auto place = state_.request.edits.begin() + static_cast<std::ptrdiff_t>(nextEdit_);
    state_.request.edits.insert(place, {state_.step, changes});
    ++nextEdit_;
  }
}

bool EditedTarget::adopt(const RunRequest &next) {
  try {
    if (prepared_.check) {
      prepared_.check(next);
    }
    const std::vector<int> attempts = raisedAttempts(next);
    setTarget(next);
    current_ = next;
    attempts_.insert(attempts_.end(), attempts.begin(), attempts.end());
    refusal_.clear();
    return true;
  } catch (const Error &error) {
    refusal_ = error.what();
    logWarning("An edit during the run is not used: " + refusal_);
    return false;
  }
}

/// Throws InputError where a box has no cells of its own.
std::vector<int> EditedTarget::raisedAttempts(const RunRequest &next) const {
  std::vector<int> raised;
  for (const Region &region : next.objective.activeRegions()) {
    const auto &before = current_.objective.regions;
    const auto same = std::find_if(before.begin(), before.end(),
                                   [&](const Region &one) { return one.id == region.id; });
    if (same != before.end() && same->attempt != region.attempt) {
      raised.push_back(region.id);
    }
  }
  if (!raised.empty() && !prepared_.space->cellsOf({0, 0, 1, 1}, state_.latent).defined()) {
    throw InputError("a box of this generator cannot be tried anew alone",
                     "start the run again with another seed");
  }
  return raised;
}

std::vector<int> EditedTarget::takeAttempts() { return std::exchange(attempts_, {}); }

void EditedTarget::startChanged() {
  anchored_ = 0;
  setTarget(current_);
}

void EditedTarget::setPrecision(Precision precision) {
  for (RunRequest *request : {&state_.request, &current_, &target_.request}) {
    request->machine.precision = precision;
  }
  target_.plan.precision = precision;
}

std::string EditedTarget::takeRefusal() { return std::exchange(refusal_, {}); }

}  // namespace everyword
