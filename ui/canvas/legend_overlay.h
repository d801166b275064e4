#pragma once

#include <QWidget>

#include "engine/api/exporting.h"

namespace everyword {

/// The heat map's legend in the corner of the canvas: colour bar, numbers, whose phrase, the value
/// under the cursor.
class LegendOverlay : public QWidget {
  Q_OBJECT

 public:
  explicit LegendOverlay(QWidget *parent);
  /// Colours from 0 to `top`.
  void setScale(const QString &phrase, double top, ColourMap colours);
  /// A negative value: the cursor is elsewhere.
  void setReading(double value);
  QSize sizeHint() const override { return {232, 64}; }

 protected:
  void paintEvent(QPaintEvent *) override;

 private:
  QString phrase_;
  double top_ = 1;
  double reading_ = -1;
  ColourMap colours_ = ColourMap::Cividis;
};

/// 0.031, 0.42, 12: as many digits as the eye wants.
QString shortNumber(double value);

}  // namespace everyword
