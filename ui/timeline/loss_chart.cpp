#include "ui/timeline/loss_chart.h"

#include <QChart>
#include <QLegend>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"

namespace everyword {
namespace {

/// Colour and dash together, so that the lines differ without colour, too.
QPen penOf(int index, bool total) {
  static const QColor kColours[] = {"#56b4e9", "#e69f00", "#009e73",
                                    "#cc79a7", "#d55e00", "#4c83d6"};
  static const Qt::PenStyle kStyles[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
  if (total) {
    return QPen(themeColours().text, 2);
  }
  return QPen(kColours[index % 6], 2, kStyles[index % 4]);
}

QValueAxis *makeAxis(const QString &format) {
  auto *axis = new QValueAxis;
  axis->setLabelFormat(format);
  QFont small;
  small.setPointSizeF(std::max(7.0, small.pointSizeF() * 0.85));
  axis->setLabelsFont(small);
  return axis;
}

}  // namespace

LossChart::LossChart(RunHistory &history, QWidget *parent)
    : QChartView(parent),
      history_(history),
      steps_(makeAxis(QStringLiteral("%d"))),
      values_(makeAxis(QStringLiteral("%.2g"))) {
  setObjectName(QStringLiteral("lossChart"));
  setAccessibleName(tr("Losses over the steps"));
  setToolTip(
      tr("The terms of the loss, as they enter the sum. Click to see the picture of a step."));
  setRenderHint(QPainter::Antialiasing);
  setFrameShape(QFrame::NoFrame);
  setMinimumSize(200, 96);
  setBackgroundBrush(Qt::NoBrush);
  chart()->setBackgroundVisible(false);
  chart()->setMargins(QMargins(0, 0, 0, 0));
  chart()->layout()->setContentsMargins(0, 0, 0, 0);
  chart()->legend()->setAlignment(Qt::AlignRight);
  chart()->legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);
  chart()->addAxis(steps_, Qt::AlignBottom);
  chart()->addAxis(values_, Qt::AlignLeft);
  values_->setTickCount(4);
  steps_->setTickCount(6);
  takeColours();
  connect(&history_, &RunHistory::cleared, this, &LossChart::reset);
  connect(&history_, &RunHistory::stepsAdded, this, &LossChart::addSteps);
  reset();
}

void LossChart::takeColours() {
  for (QValueAxis *axis : {steps_, values_}) {
    axis->setLabelsColor(themeColours().mutedText);
    axis->setGridLineColor(themeColours().border);
    axis->setLinePenColor(themeColours().border);
  }
  chart()->legend()->setLabelColor(themeColours().text);
}

void LossChart::changeEvent(QEvent *event) {
  QChartView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) {
    reset();  // the legend keeps the colour with which a line came
    takeColours();
    addSteps();
  }
}

void LossChart::reset() {
  chart()->removeAllSeries();
  series_.clear();
  drawn_ = 0;
  lowest_ = highest_ = 0;
  chart()->setVisible(false);
}

QLineSeries *LossChart::seriesFor(const LossTerm &term) {
  QLineSeries *&series = series_[term.name];
  if (!series) {
    const int index = int(series_.size()) - 1;
    series = new QLineSeries;
    series->setName(QString::fromStdString(term.label.empty() ? term.name : term.label));
    series->setPen(penOf(index, term.name == "total"));
    chart()->addSeries(series);
    series->attachAxis(steps_);
    series->attachAxis(values_);
  }
  return series;
}

void LossChart::include(double value) {
  lowest_ = std::min(lowest_, value);
  highest_ = std::max(highest_, value);
}

void LossChart::addSteps() {
  const auto &steps = history_.steps();
  // One append a line and wake-up: each append repaints.
  std::map<QLineSeries *, QList<QPointF>> added;
  for (; drawn_ < steps.size(); ++drawn_) {
    for (const LossTerm &term : steps[drawn_].losses) {
      if (std::isfinite(term.value)) {
        added[seriesFor(term)].append(QPointF(steps[drawn_].step, term.value));
        include(term.value);
      }
    }
  }
  for (const auto &[series, points] : added) {
    series->append(points);
  }
  if (!steps.empty() && !series_.empty()) {
    chart()->setVisible(true);
    steps_->setRange(0, std::max(1, steps.back().steps));
    const double margin = std::max(1e-6, (highest_ - lowest_) * 0.05);
    values_->setRange(lowest_ - margin, highest_ + margin);
  }
}

void LossChart::mousePressEvent(QMouseEvent *event) {
  if (!series_.empty()) {
    const QPointF value = chart()->mapToValue(
        chart()->mapFromScene(mapToScene(event->position().toPoint())), series_.begin()->second);
    Q_EMIT stepPicked(int(std::lround(value.x())));
  }
}

void LossChart::drawForeground(QPainter *painter, const QRectF &) {
  if (series_.empty()) {
    painter->setPen(themeColours().mutedText);
    painter->drawText(rect(), Qt::AlignCenter, tr("The losses of the run appear here."));
  }
}

}  // namespace everyword
