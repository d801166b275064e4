#pragma once

#include <QWidget>
#include <vector>

#include "ui/session/run_history.h"

namespace everyword {

/// The overlap of each region and the relevance of each word over the run: one lane each, with its
/// last value.
class ScoreLanes : public QWidget {
  Q_OBJECT

 public:
  explicit ScoreLanes(RunHistory &history, QWidget *parent = nullptr);
  int laneCount() const { return int(lanes_.size()); }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

 Q_SIGNALS:
  void stepPicked(int step);

 protected:
  void paintEvent(QPaintEvent *) override;
  void mousePressEvent(QMouseEvent *event) override;

 private:
  struct Lane {
    QString label;
    QColor colour;                ///< not valid: the accent of the theme
    std::vector<QPointF> points;  ///< step, value in [0, 1]
  };

  void reset();
  void addSteps();
  void addWords();
  Lane &laneFor(const std::string &key, const QString &label, const QColor &colour);
  QRectF plotOf(std::size_t lane) const;
  void paintLane(QPainter &painter, std::size_t index) const;

  RunHistory &history_;
  std::vector<std::pair<std::string, Lane>> lanes_;
  std::size_t readSteps_ = 0;
  int lastWordStep_ = -1;
  int steps_ = 1;
};

}  // namespace everyword
