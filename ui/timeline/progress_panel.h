#pragma once

#include <QStackedWidget>
#include <QToolButton>
#include <QWidget>
#include <optional>

#include "ui/timeline/loss_chart.h"
#include "ui/timeline/score_lanes.h"
#include "ui/timeline/timeline.h"

namespace everyword {

/// Timeline on top; below it the charts of losses and scores, or the log, or nothing. Space pauses
/// and resumes here.
class ProgressPanel : public QWidget {
  Q_OBJECT

 public:
  enum class Below { Nothing, Charts, Log };

  /// Takes `log`.
  ProgressPanel(RunHistory &history, QWidget *log, QWidget *parent = nullptr);
  Timeline &timeline() { return *timeline_; }
  /// Whether the window is high enough for the charts; counts until the user has chosen.
  void setRoomForCharts(bool room);
  /// What the user has chosen; unset: nothing yet.
  void choose(std::optional<Below> below);
  std::optional<Below> chosen() const { return chosen_; }

 Q_SIGNALS:
  void pauseToggled();
  /// There is something below the timeline again.
  void unfolded();

 private:
  QToolButton *addToggle(const char *name, const QString &text, const QString &tip, Below below);
  void refresh();

  Timeline *timeline_;
  QStackedWidget *below_;
  QToolButton *charts_, *log_;
  std::optional<Below> chosen_;
  bool room_ = true;
};

}  // namespace everyword
