#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/api/run_events.h"

namespace everyword {

/// The relevance under which 99 % of a map lies: the top of its scale, which single patches do not
/// move. [0, its largest value]; 0 for an empty map.
double topOf(const FloatMap &map);

/// What is remembered of a run: every step's numbers and the frames that arrived. Frames are
/// thinned (every second one goes) when they exceed the budget, so that a long run cannot fill the
/// memory.
class RunRecord {
 public:
  explicit RunRecord(std::size_t budgetBytes = 256u << 20) : budgetBytes_(budgetBytes) {}

  /// What a region looked like holds for the steps until the next look.
  void addSteps(const std::vector<StepEvent> &steps);
  /// A later picture of the same step 0 takes the place of the one before: a start that is still
  /// being looked for.
  void addFrame(const StepEvent &event);
  /// A run goes on from its state after `step` steps: what it had made beyond is made again.
  void goBackTo(int step);
  /// The last picture, where no step brought it (a stopped run). Whether it is new.
  bool addFinalFrame(const FramePtr &frame);

  /// Oldest first; their `frame` is empty.
  const std::vector<StepEvent> &steps() const { return steps_; }
  /// Oldest first; each has a frame.
  const std::vector<StepEvent> &frames() const { return frames_; }
  /// Largest top of the maps of that label so far (topOf); 0 when there is none.
  double largestRelevance(const std::string &label) const;
  /// nullptr before the first step.
  const StepEvent *stepAt(int step) const;
  /// The picture before the first step; nullptr when it is not (or no longer) there.
  FramePtr startFrame() const;

 private:
  void thin();

  std::size_t budgetBytes_;
  std::vector<StepEvent> steps_, frames_;
  std::vector<std::pair<std::string, double>> largest_;
};

}  // namespace everyword
