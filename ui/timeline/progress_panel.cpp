#include "ui/timeline/progress_panel.h"

#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

#include "ui/theme/spacing.h"

namespace everyword {

ProgressPanel::ProgressPanel(RunHistory &history, QWidget *parent)
    : QWidget(parent), timeline_(new Timeline(history)) {
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
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(kGrid + kHalfGrid, kHalfGrid, kGrid + kHalfGrid, kGrid);
  column->setSpacing(kHalfGrid);
  column->addWidget(timeline_);
  column->addWidget(splitter, 1);
  connect(chart, &LossChart::stepPicked, timeline_, &Timeline::showStep);
  connect(lanes, &ScoreLanes::stepPicked, timeline_, &Timeline::showStep);
  auto *space = new QShortcut(Qt::Key_Space, this);
  space->setContext(Qt::WidgetWithChildrenShortcut);
  connect(space, &QShortcut::activated, this, &ProgressPanel::pauseToggled);
}

}  // namespace everyword
