#pragma once

#include <QChartView>
#include <QLineSeries>
#include <QValueAxis>
#include <map>

#include "ui/session/run_history.h"

namespace everyword {

/// One line a loss term, over the steps. A click asks for the frame of that step.
class LossChart : public QChartView {
  Q_OBJECT

 public:
  explicit LossChart(RunHistory &history, QWidget *parent = nullptr);
  int seriesCount() const { return int(series_.size()); }

 Q_SIGNALS:
  void stepPicked(int step);

 protected:
  void mousePressEvent(QMouseEvent *event) override;
  void drawForeground(QPainter *painter, const QRectF &rect) override;
  void changeEvent(QEvent *event) override;

 private:
  void reset();
  void addSteps();
  QLineSeries *seriesFor(const LossTerm &term);
  void include(double value);
  void takeColours();

  RunHistory &history_;
  QValueAxis *steps_;
  QValueAxis *values_;
  std::map<std::string, QLineSeries *> series_;
  std::size_t drawn_ = 0;  ///< steps of the history already in the chart
  double lowest_ = 0, highest_ = 0;
};

}  // namespace everyword
