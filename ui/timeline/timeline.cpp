#include "ui/timeline/timeline.h"

#include <QHBoxLayout>
#include <cmath>

#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

namespace everyword {

Timeline::Timeline(RunHistory &history, QWidget *parent)
    : QWidget(parent),
      history_(history),
      play_(new QToolButton),
      slider_(new QSlider(Qt::Horizontal)),
      label_(new QLabel),
      live_(new QToolButton) {
  setObjectName(QStringLiteral("timeline"));
  play_->setObjectName(QStringLiteral("timelinePlay"));
  play_->setIcon(themedIcon(QStringLiteral("film")));
  play_->setToolTip(tr("Play the frames from the start"));
  play_->setAccessibleName(tr("Play the frames"));
  slider_->setObjectName(QStringLiteral("timelineSlider"));
  slider_->setAccessibleName(tr("Frame"));
  slider_->setToolTip(tr("Scrub through the frames of the run"));
  label_->setObjectName(QStringLiteral("timelineLabel"));
  label_->setMinimumWidth(fontMetrics().horizontalAdvance(tr("step %1").arg(8888)));
  live_->setObjectName(QStringLiteral("timelineLive"));
  live_->setText(tr("Newest"));
  live_->setToolTip(tr("Back to the newest frame, and follow the run"));
  auto *row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(kGrid);
  row->addWidget(play_);
  row->addWidget(slider_, 1);
  row->addWidget(label_);
  row->addWidget(live_);
  player_.setInterval(80);
  connect(&player_, &QTimer::timeout, this, &Timeline::playOn);
  connect(play_, &QToolButton::clicked, this, [this] {
    if (player_.isActive()) {
      player_.stop();
    } else {
      slider_->setValue(0);
      player_.start();
    }
  });
  connect(live_, &QToolButton::clicked, this, [this] {
    follows_ = true;
    slider_->setValue(slider_->maximum());
  });
  connect(slider_, &QSlider::sliderPressed, &player_, &QTimer::stop);
  connect(slider_, &QSlider::valueChanged, this, &Timeline::choose);
  connect(&history_, &RunHistory::framesChanged, this, &Timeline::refresh);
  connect(&history_, &RunHistory::cleared, this, [this] {
    follows_ = true;
    player_.stop();
    refresh();
  });
  refresh();
}

void Timeline::refresh() {
  const int count = int(history_.frames().size());
  setEnabled(count > 0);
  {
    const QSignalBlocker quiet(slider_);
    slider_->setRange(0, std::max(0, count - 1));
    if (follows_) {
      slider_->setValue(slider_->maximum());
    }
  }
  if (count == 0) {
    label_->setText(tr("no frames"));
    live_->setEnabled(false);
    Q_EMIT frameChosen(-1);
  } else if (follows_) {
    choose(slider_->maximum());
  }
}

void Timeline::choose(int index) {
  if (history_.frames().empty()) {
    return;
  }
  follows_ = index == slider_->maximum() && !player_.isActive();
  live_->setEnabled(!follows_);
  // Of the picture itself: a step's event carries the one that the step began with.
  label_->setText(tr("step %1").arg(history_.frames()[std::size_t(index)].frame->step));
  Q_EMIT frameChosen(index);
}

void Timeline::playOn() {
  if (slider_->value() >= slider_->maximum()) {
    player_.stop();
    choose(slider_->maximum());
  } else {
    slider_->setValue(slider_->value() + 1);
  }
}

void Timeline::showStep(int step) {
  const auto &frames = history_.frames();
  int nearest = 0;
  for (int index = 1; index < int(frames.size()); ++index) {
    if (std::abs(frames[std::size_t(index)].frame->step - step) <
        std::abs(frames[std::size_t(nearest)].frame->step - step)) {
      nearest = index;
    }
  }
  player_.stop();
  slider_->setValue(nearest);
}

}  // namespace everyword
