#pragma once

#include <QObject>

#include "ui/session/run_record.h"

namespace everyword {

/// The run on screen as the window remembers it.
class RunHistory : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  void clear() { replace(RunRecord()); }
  /// Another run is on screen.
  void replace(const RunRecord &record);
  const RunRecord &record() const { return record_; }

  // As in RunRecord, with the signals.
  void addSteps(const std::vector<StepEvent> &steps);
  void addFrame(const StepEvent &event);
  void addFrames(const std::vector<FramePtr> &frames);  ///< of an earlier run, oldest first
  void goBackTo(int step);
  void addFinalFrame(const FramePtr &frame);

  const std::vector<StepEvent> &steps() const { return record_.steps(); }
  const std::vector<StepEvent> &frames() const { return record_.frames(); }
  /// The fixed scale of the heat map.
  double largestRelevance(const std::string &label) const {
    return record_.largestRelevance(label);
  }
  const StepEvent *stepAt(int step) const { return record_.stepAt(step); }
  FramePtr startFrame() const { return record_.startFrame(); }

 Q_SIGNALS:
  void cleared();
  void stepsAdded();
  void framesChanged();

 private:
  RunRecord record_;
};

}  // namespace everyword
