#pragma once

#include <QLabel>
#include <QObject>
#include <QProgressBar>
#include <QToolButton>

#include "engine/api/run_events.h"
#include "ui/session/run_state.h"
#include "ui/theme/elided_label.h"

class QStatusBar;

namespace everyword {

/// The status bar's fields: state, progress, steps a second, time left, memory, device, heat map,
/// zoom.
class RunStatus : public QObject {
  Q_OBJECT

 public:
  explicit RunStatus(QStatusBar &bar);

  void setState(RunState state);
  /// For a run, or as preloading.
  void setLoading(const QString &what, double fraction);
  /// Whether models are being preloaded, which can be cancelled.
  void setPreparing(bool preparing);
  /// The user has cancelled preloading, which may take a moment.
  void setLoadingStopped();
  /// Preloading has ended.
  void setPrepared();
  void setStarted(const RunStarted &started);
  void setStep(const StepEvent &event);
  void setOutcome(const RunOutcome &outcome);
  void setHeatMap(const QString &text) { heatMap_->setText(text); }
  void setZoom(double zoom);

 Q_SIGNALS:
  void stopLoadingRequested();

 private:
  void setDevice(const std::string &device);

  QLabel *step_;
  QProgressBar *progress_;
  QLabel *speed_;
  QLabel *timeLeft_;
  QLabel *memory_;
  ElidedLabel *device_;
  QToolButton *stopLoading_;
  QLabel *heatMap_;
  QLabel *zoom_;
  RunState state_ = RunState::Idle;
  bool loadingStopped_ = false;
};

/// "1.2 GB", "340 MB".
QString memoryText(std::int64_t bytes);
/// "4.9 it/s", "5.5 s/it"; empty while it is not known.
QString speedText(double stepsPerSecond);
/// "6 s left", "2 min 10 s left", "8 h 38 min left"; empty while it is not known.
QString timeLeftText(double seconds);

}  // namespace everyword
