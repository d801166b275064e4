#pragma once

#include <QPen>
#include <QWidget>
#include <vector>

#include "ui/session/run_history.h"
#include "ui/timeline/chart_painter.h"

namespace everyword {

/// One line a loss term, over the steps. A click asks for the frame of that step.
class LossChart : public QWidget {
  Q_OBJECT

 public:
  explicit LossChart(RunHistory &history, QWidget *parent = nullptr);
  /// Above the lines.
  static QString title();
  int seriesCount() const { return int(series_.size()); }
  QSize sizeHint() const override { return {400, 140}; }

 Q_SIGNALS:
  void stepPicked(int step);

 protected:
  void paintEvent(QPaintEvent *) override;
  void mousePressEvent(QMouseEvent *event) override;

 private:
  struct Series {
    std::string name;
    QString label;
    std::vector<QPointF> points;  ///< step, value
  };

  void reset();
  void addSteps();
  Series &seriesFor(const LossTerm &term);
  /// Colour and dash together, so that the lines differ without colour, too.
  static QPen penOf(std::size_t index, const Series &series);
  PlotArea plot() const;
  int legendWidth() const;
  void paintLegend(QPainter &painter, const QRectF &plot) const;

  RunHistory &history_;
  std::vector<Series> series_;
  std::size_t drawn_ = 0;  ///< steps of the history already in the chart
  int steps_ = 1;
  double lowest_ = 0, highest_ = 0;
};

}  // namespace everyword
