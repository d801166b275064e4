#include "ui/timeline/progress_panel.h"

#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

#include "ui/theme/spacing.h"

namespace everyword {

ProgressPanel::ProgressPanel(RunHistory &history, QWidget *log, QWidget *parent)
    : QWidget(parent), timeline_(new Timeline(history)), below_(new QStackedWidget) {
  setObjectName(QStringLiteral("progressPanel"));
  setFocusPolicy(Qt::ClickFocus);
  auto *chart = new LossChart(history);
  auto *lanes = new ScoreLanes(history);
  auto *scroll = new QScrollArea;
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(lanes);
  auto *splitter = new QSplitter(Qt::Horizontal);
  splitter->setHandleWidth(2 * kGrid);
  splitter->addWidget(chart);
  splitter->addWidget(scroll);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  splitter->setChildrenCollapsible(false);
  splitter->setSizes({600, 400});
  below_->addWidget(splitter);
  below_->addWidget(log);
  charts_ = addToggle("chartsButton", tr("Charts"), tr("Show or fold the losses and scores"),
                      Below::Charts);
  log_ = addToggle("logButton", tr("Log"), tr("Show or fold what has happened so far"), Below::Log);
  auto *line = new QHBoxLayout;
  line->setSpacing(kHalfGrid);
  line->addWidget(timeline_, 1);
  line->addWidget(charts_);
  line->addWidget(log_);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(kGrid + kHalfGrid, kHalfGrid, kGrid + kHalfGrid, kHalfGrid);
  column->setSpacing(kHalfGrid);
  column->addLayout(line);
  column->addWidget(below_, 1);
  connect(chart, &LossChart::stepPicked, timeline_, &Timeline::showStep);
  connect(lanes, &ScoreLanes::stepPicked, timeline_, &Timeline::showStep);
  auto *space = new QShortcut(Qt::Key_Space, this);
  space->setContext(Qt::WidgetWithChildrenShortcut);
  connect(space, &QShortcut::activated, this, &ProgressPanel::pauseToggled);
  refresh();
}

QToolButton *ProgressPanel::addToggle(const char *name, const QString &text, const QString &tip,
                                      Below below) {
  auto *button = new QToolButton;
  button->setObjectName(QLatin1String(name));
  button->setText(text);
  button->setToolTip(tip);
  button->setCheckable(true);
  connect(button, &QToolButton::clicked, this,
          [this, below](bool on) { choose(on ? below : Below::Nothing); });
  return button;
}

void ProgressPanel::setRoomForCharts(bool room) {
  if (room != room_) {
    room_ = room;
    refresh();
  }
}

void ProgressPanel::choose(std::optional<Below> below) {
  chosen_ = below;
  refresh();
}

void ProgressPanel::refresh() {
  const Below below = chosen_.value_or(room_ ? Below::Charts : Below::Nothing);
  const bool wasFolded = below_->isHidden();
  below_->setCurrentIndex(below == Below::Log ? 1 : 0);
  below_->setVisible(below != Below::Nothing);
  charts_->setChecked(below == Below::Charts);
  log_->setChecked(below == Below::Log);
  // Folded it takes one line, whatever the dock had.
  setMaximumHeight(below == Below::Nothing ? minimumSizeHint().height() : QWIDGETSIZE_MAX);
  if (wasFolded && below != Below::Nothing) {
    Q_EMIT unfolded();
  }
}

}  // namespace everyword
