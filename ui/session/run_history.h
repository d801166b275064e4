#pragma once

#include <QObject>
#include <vector>

#include "engine/api/run_events.h"

namespace everyword {

/// The run on screen as the window remembers it: every step's numbers and the frames that arrived.
/// Frames are thinned (every second one goes) when they exceed the budget, so that a long run
/// cannot fill the memory.
class RunHistory : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  void clear();
  void addSteps(const std::vector<StepEvent> &steps);
  void addFrame(const StepEvent &event);
  /// Of a run that was made earlier, oldest first.
  void addFrames(const std::vector<FramePtr> &frames);
  /// A run goes on from its state after `step` steps: what it had made beyond is made again.
  void goBackTo(int step);
  /// The last picture, where no step brought it (a stopped run).
  void addFinalFrame(const FramePtr &frame);

  /// Oldest first; their `frame` is empty.
  const std::vector<StepEvent> &steps() const { return steps_; }
  /// Oldest first; each has a frame.
  const std::vector<StepEvent> &frames() const { return frames_; }
  /// Largest value of the map of that label over the run so far: the fixed scale of the heat map. 0
  /// when there is none.
  double largestRelevance(const std::string &label) const;
  /// nullptr before the first step.
  const StepEvent *stepAt(int step) const;

 Q_SIGNALS:
  void cleared();
  void stepsAdded();
  void framesChanged();

 private:
  void thin();

  std::vector<StepEvent> steps_, frames_;
  std::vector<std::pair<std::string, double>> largest_;
};

}  // namespace everyword
