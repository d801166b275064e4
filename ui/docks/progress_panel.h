#pragma once

#include <QWidget>

#include "ui/docks/loss_chart.h"
#include "ui/docks/score_lanes.h"
#include "ui/docks/timeline.h"

namespace everyword {

/// Timeline on top, losses and scores below. Space pauses and resumes here.
class ProgressPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ProgressPanel(RunHistory &history, QWidget *parent = nullptr);
  Timeline &timeline() { return *timeline_; }

 Q_SIGNALS:
  void pauseToggled();

 private:
  Timeline *timeline_;
};

}  // namespace everyword
