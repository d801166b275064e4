#include "ui/timeline/loss_chart.h"

#include <QMouseEvent>
#include <algorithm>
#include <cmath>

#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"

namespace everyword {
namespace {
constexpr int kNumberWidth = 48, kSampleWidth = 24;
}  // namespace

LossChart::LossChart(RunHistory &history, QWidget *parent) : QWidget(parent), history_(history) {
  setObjectName(QStringLiteral("lossChart"));
  setAccessibleName(tr("Losses over the steps, lower is better"));
  setToolTip(
      tr("The terms of the loss, as they enter the sum: each is named after what it asks for, and "
         "falls as that is reached. Click to see the picture of a step."));
  setMinimumSize(200, 96);
  connect(&history_, &RunHistory::cleared, this, &LossChart::reset);
  connect(&history_, &RunHistory::stepsAdded, this, &LossChart::addSteps);
}

QString LossChart::title() { return tr("Losses: lower is better"); }

void LossChart::reset() {
  series_.clear();
  drawn_ = 0;
  lowest_ = highest_ = 0;
  update();
}

LossChart::Series &LossChart::seriesFor(const LossTerm &term) {
  const auto found = std::find_if(series_.begin(), series_.end(),
                                  [&](const Series &series) { return series.name == term.name; });
  if (found != series_.end()) {
    return *found;
  }
  const std::string &label = term.label.empty() ? term.name : term.label;
  series_.push_back({term.name, QString::fromStdString(label), {}});
  return series_.back();
}

void LossChart::addSteps() {
  const auto &steps = history_.steps();
  for (; drawn_ < steps.size(); ++drawn_) {
    steps_ = std::max(1, steps[drawn_].steps);
    for (const LossTerm &term : steps[drawn_].losses) {
      if (std::isfinite(term.value)) {
        seriesFor(term).points.emplace_back(steps[drawn_].step, term.value);
        lowest_ = std::min(lowest_, term.value);
        highest_ = std::max(highest_, term.value);
      }
    }
  }
  update();
}

QPen LossChart::penOf(std::size_t index, const Series &series) {
  static const QColor kColours[] = {"#56b4e9", "#e69f00", "#009e73",
                                    "#cc79a7", "#d55e00", "#4c83d6"};
  static const Qt::PenStyle kStyles[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
  return series.name == "total" ? QPen(themeColours().text, 2)
                                : QPen(kColours[index % 6], 2, kStyles[index % 4]);
}

int LossChart::legendWidth() const {
  int widest = 0;
  for (const Series &series : series_) {
    widest = std::max(widest, fontMetrics().horizontalAdvance(series.label));
  }
  return std::min(widest, width() / 3) + kSampleWidth + 2 * kGrid;
}

PlotArea LossChart::plot() const {
  const int line = fontMetrics().height() + kHalfGrid;
  const QRectF area = QRectF(rect()).adjusted(kNumberWidth, line, -legendWidth(), -line);
  const double margin = std::max(1e-6, (highest_ - lowest_) * 0.05);
  return {area, 0, double(steps_), lowest_ - margin, highest_ + margin};
}

void LossChart::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (series_.empty()) {
    painter.setPen(themeColours().mutedText);
    painter.drawText(rect(), Qt::AlignCenter, tr("The losses of the run appear here."));
    return;
  }
  const PlotArea area = plot();
  paintAxes(painter, area);
  painter.setPen(themeColours().mutedText);
  painter.drawText(QRectF(0, 0, width(), fontMetrics().height()), Qt::AlignLeft | Qt::AlignTop,
                   title());
  for (std::size_t index = 0; index < series_.size(); ++index) {
    painter.setPen(penOf(index, series_[index]));
    paintLine(painter, area, series_[index].points);
  }
  paintLegend(painter, area.rect);
}

void LossChart::paintLegend(QPainter &painter, const QRectF &plot) const {
  const double line = fontMetrics().height() + kHalfGrid;
  const double left = plot.right() + kGrid;
  for (std::size_t index = 0; index < series_.size(); ++index) {
    const QRectF row(left, plot.top() + double(index) * line, width() - left, line);
    painter.setPen(penOf(index, series_[index]));
    painter.drawLine(QPointF(row.left(), row.center().y()),
                     QPointF(row.left() + kSampleWidth, row.center().y()));
    painter.setPen(themeColours().text);
    const QRectF text = row.adjusted(kSampleWidth + kHalfGrid, 0, 0, 0);
    painter.drawText(
        text, Qt::AlignLeft | Qt::AlignVCenter,
        fontMetrics().elidedText(series_[index].label, Qt::ElideRight, int(text.width())));
  }
}

void LossChart::mousePressEvent(QMouseEvent *event) {
  if (!series_.empty()) {
    Q_EMIT stepPicked(int(std::lround(plot().valueAt(event->position().x()))));
  }
}

}  // namespace everyword
