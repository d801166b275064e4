#include "ui/workspace/run_status.h"

#include <QStatusBar>
#include <cmath>

#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

namespace everyword {
namespace {
QLabel *field(QStatusBar &bar, const QString &name, const QString &meaning, bool right = false) {
  auto *label = new QLabel;
  label->setObjectName(name);
  label->setToolTip(meaning);
  label->setAccessibleName(meaning);
  right ? bar.addPermanentWidget(label) : bar.addWidget(label);
  return label;
}
}  // namespace

QString memoryText(std::int64_t bytes) {
  const double megabytes = double(bytes) / 1e6;
  return megabytes >= 1000 ? RunStatus::tr("%1 GB").arg(megabytes / 1000, 0, 'f', 1)
                           : RunStatus::tr("%1 MB").arg(std::lround(megabytes));
}

QString timeLeftText(double seconds) {
  const qint64 whole = qint64(std::ceil(seconds)), minutes = whole / 60;
  if (!(seconds > 0)) {
    return {};
  }
  if (whole < 60) {
    return RunStatus::tr("%1 s left").arg(whole);
  }
  return minutes < 60 ? RunStatus::tr("%1 min %2 s left").arg(minutes).arg(whole % 60)
                      : RunStatus::tr("%1 h %2 min left").arg(minutes / 60).arg(minutes % 60);
}

QString speedText(double stepsPerSecond) {
  if (!(stepsPerSecond > 0)) {
    return {};
  }
  return stepsPerSecond >= 1 ? RunStatus::tr("%1 it/s").arg(stepsPerSecond, 0, 'f', 1)
                             : RunStatus::tr("%1 s/it").arg(1 / stepsPerSecond, 0, 'f', 1);
}

RunStatus::RunStatus(QStatusBar &bar)
    : QObject(&bar),
      step_(field(bar, QStringLiteral("statusStep"), tr("Step of the run"))),
      progress_(new QProgressBar),
      device_(new ElidedLabel({}, Qt::ElideRight)),
      stopLoading_(new QToolButton) {
  bar.setSizeGripEnabled(false);
  progress_->setObjectName(QStringLiteral("statusProgress"));
  progress_->setAccessibleName(tr("Progress of the run"));
  progress_->setTextVisible(false);
  progress_->setFixedWidth(140);
  progress_->setRange(0, 1000);
  progress_->hide();
  bar.addWidget(progress_);
  stopLoading_->setObjectName(QStringLiteral("stopLoading"));
  stopLoading_->setIcon(themedIcon(QStringLiteral("stop")));
  stopLoading_->setIconSize(QSize(14, 14));
  stopLoading_->setText(tr("Stop"));
  stopLoading_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  stopLoading_->setToolTip(tr("Stop loading the models (Esc)"));
  stopLoading_->setAccessibleName(tr("Stop loading the models"));
  stopLoading_->hide();
  connect(stopLoading_, &QToolButton::clicked, this, &RunStatus::stopLoadingRequested);
  bar.addWidget(stopLoading_);
  speed_ = field(bar, QStringLiteral("statusSpeed"), tr("Steps a second, or seconds a step"));
  timeLeft_ = field(bar, QStringLiteral("statusTimeLeft"), tr("Time left"));
  heatMap_ = field(bar, QStringLiteral("statusHeatMap"), tr("Heat map on the canvas"), true);
  memory_ = field(bar, QStringLiteral("statusMemory"), tr("Memory in use"), true);
  device_->setObjectName(QStringLiteral("statusDevice"));
  device_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  device_->setContentsMargins(kGrid, 0, kGrid, 0);
  bar.addPermanentWidget(device_);
  setDevice({});
  zoom_ = field(bar, QStringLiteral("statusZoom"), tr("Zoom of the canvas"), true);
  step_->setText(tr("Ready"));
}

void RunStatus::setState(RunState state) {
  state_ = state;
  progress_->setVisible(state != RunState::Idle);
  if (state != RunState::Idle) {
    stopLoading_->hide();  // Stop at the prompt is there
  }
  switch (state) {
    case RunState::Loading:
      progress_->setValue(0);
      step_->setText(tr("Loading the models…"));
      break;
    case RunState::Paused:
      step_->setText(tr("Paused"));
      speed_->clear();
      timeLeft_->clear();
      break;
    case RunState::Stopping:
      step_->setText(tr("Stopping…"));
      speed_->clear();
      timeLeft_->clear();
      break;
    case RunState::Idle:
      speed_->clear();
      timeLeft_->clear();
      if (step_->text().endsWith(QChar(0x2026))) {
        step_->setText(tr("Ready"));
      }
      break;
    case RunState::Running:
      break;
  }
}

void RunStatus::setLoading(const QString &what, double fraction) {
  const bool isLast = fraction >= 1;  // "ready": the next text is not far
  if (!isLast && !loadingStopped_ && (state_ == RunState::Loading || state_ == RunState::Idle)) {
    step_->setText(tr("%1…").arg(what));
    progress_->setValue(int(fraction * 1000));
    progress_->show();
  }
}

void RunStatus::setPreparing(bool preparing) { stopLoading_->setVisible(preparing); }

void RunStatus::setLoadingStopped() {
  loadingStopped_ = true;
  step_->setText(tr("Stopping…"));
}

void RunStatus::setPrepared() {
  if (state_ == RunState::Idle) {
    setState(RunState::Idle);
    if (loadingStopped_) {
      step_->setText(tr("Loading stopped"));
    }
  }
  loadingStopped_ = false;
}

void RunStatus::setDevice(const std::string &device) {
  const QString text = QString::fromStdString(device);
  const QString tip =
      text.isEmpty() ? tr("Where the run computes") : tr("Where the run computes: %1").arg(text);
  device_->setText(text);
  device_->setToolTip(tip);
  device_->setAccessibleName(tip);
}

void RunStatus::setStarted(const RunStarted &started) {
  setDevice(started.device);
  progress_->setValue(0);
}

void RunStatus::setStep(const StepEvent &event) {
  if (state_ == RunState::Running) {
    step_->setText(tr("Step %1/%2").arg(event.step).arg(event.steps));
    speed_->setText(speedText(event.stepsPerSecond));
    timeLeft_->setText(timeLeftText(event.secondsLeft));
  }
  progress_->setValue(event.steps > 0 ? int(1000.0 * event.step / event.steps) : 0);
  memory_->setText(memoryText(event.memoryBytes));
}

void RunStatus::setOutcome(const RunOutcome &outcome) {
  const QString after = tr("%1 steps in %2 s").arg(outcome.step).arg(outcome.seconds, 0, 'f', 1);
  step_->setText(outcome.kind == RunOutcome::Kind::Finished ? tr("Finished: %1").arg(after)
                 : outcome.kind == RunOutcome::Kind::Stopped
                     ? tr("Stopped: %1").arg(after)
                     : tr("Failed at step %1").arg(outcome.step));
}

void RunStatus::setZoom(double zoom) { zoom_->setText(tr("%1 %").arg(std::lround(zoom * 100))); }

}  // namespace everyword
