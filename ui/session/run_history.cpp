#include "ui/session/run_history.h"

namespace everyword {

void RunHistory::replace(const RunRecord &record) {
  record_ = RunRecord();
  Q_EMIT cleared();
  if (!record.steps().empty() || !record.frames().empty()) {
    record_ = record;
    Q_EMIT stepsAdded();
    Q_EMIT framesChanged();
  }
}

void RunHistory::addSteps(const std::vector<StepEvent> &steps) {
  record_.addSteps(steps);
  Q_EMIT stepsAdded();
}

void RunHistory::addFrame(const StepEvent &event) {
  record_.addFrame(event);
  Q_EMIT framesChanged();
}

void RunHistory::addFrames(const std::vector<FramePtr> &frames) {
  for (const FramePtr &frame : frames) {
    StepEvent event;
    event.step = frame->step;
    event.frame = frame;
    addFrame(event);
  }
}

void RunHistory::goBackTo(int step) {
  record_.goBackTo(step);
  Q_EMIT framesChanged();
}

void RunHistory::addFinalFrame(const FramePtr &frame) {
  if (record_.addFinalFrame(frame)) {
    Q_EMIT framesChanged();
  }
}

}  // namespace everyword
