#pragma once

#include <QLabel>
#include <QSlider>
#include <QTimer>
#include <QToolButton>
#include <QWidget>

#include "ui/session/run_history.h"

namespace everyword {

/// Scrubs through the frames of the run. At its right end it follows the run.
class Timeline : public QWidget {
  Q_OBJECT

 public:
  explicit Timeline(RunHistory &history, QWidget *parent = nullptr);
  /// The frame nearest to that step.
  void showStep(int step);
  bool followsRun() const { return follows_; }

 Q_SIGNALS:
  /// The frame on screen; -1: the history is empty.
  void frameChosen(int index);

 private:
  void refresh();
  void choose(int index);
  void playOn();

  RunHistory &history_;
  QToolButton *play_;
  QSlider *slider_;
  QLabel *label_;
  QToolButton *live_;
  QTimer player_;
  bool follows_ = true;
};

}  // namespace everyword
