#pragma once

#include <QWidget>

#include "ui/timeline/loss_chart.h"
#include "ui/timeline/score_lanes.h"
#include "ui/timeline/timeline.h"

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
