#include "ui/session/run_group.h"

#include <algorithm>

#include "engine/api/param_spec.h"

namespace everyword {
namespace {
constexpr std::size_t kBudgetBytes = 32u << 20;  // of the frames of one run
}  // namespace

FramePtr RunGroup::Run::newest() const {
  return record.frames().empty() ? nullptr : record.frames().back().frame;
}

std::size_t mostSimilar(const std::vector<RunGroup::Run> &runs) {
  const auto score = [](const RunGroup::Run &run) {
    const bool counts =
        run.outcome && run.outcome->frame && run.outcome->kind != RunOutcome::Kind::Failed;
    return counts ? run.outcome->promptSimilarity : -2.0;
  };
  const auto best = std::max_element(
      runs.begin(), runs.end(),
      [&](const auto &first, const auto &second) { return score(first) < score(second); });
  return best == runs.end() ? 0 : std::size_t(best - runs.begin());
}

RunGroup::RunGroup(RunController &controller, RunHistory &onScreen)
    : controller_(controller), onScreen_(onScreen) {
  connect(&controller_, &RunController::memberStepped, this,
          [this](std::size_t run, const std::vector<StepEvent> &steps) {
            runs_.at(run).record.addSteps(steps);
          });
  connect(&controller_, &RunController::memberFrameArrived, this,
          [this](std::size_t run, const StepEvent &event) {
            runs_.at(run).record.addFrame(event);
            if (event.promptSimilarity) {
              runs_.at(run).similarity = event.promptSimilarity;
            }
            Q_EMIT changed(int(run));
          });
  connect(&controller_, &RunController::memberFinished, this, &RunGroup::onFinished);
  connect(&controller_, &RunController::allFinished, this, &RunGroup::onAllFinished);
  connect(&controller_, &RunController::judged, this,
          [this](int ticket, const std::optional<FaithfulChoice> &choice, const QString &problem) {
            if (ticket == ticket_) {
              faithful_ = choice;
              problem_ = problem;
              Q_EMIT shownChanged();
            }
          });
}

void RunGroup::begin(const std::vector<RunRequest> &requests) {
  runs_.clear();
  for (const RunRequest &request : requests) {
    runs_.push_back({request, RunRecord(kBudgetBytes), {}, {}});
  }
  best_ = ticket_ = -1;
  picked_ = false;
  faithful_.reset();
  problem_.clear();
  shown_ = requests.empty() ? -1 : 0;
  controller_.follow(0);
  Q_EMIT reset();
}

void RunGroup::clear() {
  if (!runs_.empty()) {
    begin({});
  }
}

void RunGroup::show(int run) {
  picked_ = true;
  put(run);
}

void RunGroup::put(int run) {
  if (run == shown_ || run < 0 || run >= int(runs_.size())) {
    return;
  }
  shown_ = run;
  controller_.follow(std::size_t(run));
  onScreen_.replace(runs_[std::size_t(run)].record);
  Q_EMIT shownChanged();
}

void RunGroup::onFinished(std::size_t run, const RunOutcome &outcome) {
  Run &finished = runs_.at(run);
  finished.outcome = outcome;
  finished.similarity = outcome.frame ? std::optional(outcome.promptSimilarity) : std::nullopt;
  finished.record.addFinalFrame(outcome.frame);
  if (int(run) == shown_) {
    onScreen_.addFinalFrame(outcome.frame);
  }
  Q_EMIT changed(int(run));
  if (!picked_ && int(run) == shown_) {
    const auto next =
        std::find_if(runs_.begin(), runs_.end(), [](const Run &other) { return !other.outcome; });
    put(next == runs_.end() ? shown_ : int(next - runs_.begin()));
  }
}

void RunGroup::onAllFinished() {
  best_ = int(mostSimilar(runs_));
  if (!picked_) {
    put(best_);
  }
  Q_EMIT shownChanged();
  askJudgement();
}

void RunGroup::askJudgement() {
  std::vector<JudgedEdit> edits;
  std::size_t byClip = 0;
  judged_.clear();
  for (int index = 0; index < int(runs_.size()); ++index) {
    const Run &run = runs_[std::size_t(index)];
    if (run.outcome && run.outcome->frame && run.outcome->kind != RunOutcome::Kind::Failed) {
      byClip = index == best_ ? edits.size() : byClip;
      judged_.push_back(index);
      edits.push_back({{}, run.outcome->frame, run.outcome->promptSimilarity});
    }
  }
  const FramePtr start = runs_.front().record.startFrame();
  if (start && !edits.empty()) {
    ticket_ = controller_.askJudgement(runs_.front().request, start, edits, byClip);
  }
}

RunRequest RunGroup::asShown(RunRequest request) const {
  if (shown_ < 0 || shown_ >= int(runs_.size())) {
    return request;
  }
  const RunRequest &shown = runs_[std::size_t(shown_)].request;
  for (const ParamSpec &spec : runParams()) {
    if (std::any_of(runs_.begin(), runs_.end(),
                    [&](const Run &run) { return spec.get(run.request) != spec.get(shown); })) {
      spec.set(request, spec.get(shown));
    }
  }
  return request;
}

}  // namespace everyword
