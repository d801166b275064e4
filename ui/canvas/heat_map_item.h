#pragma once

#include <QGraphicsItem>
#include <QImage>

#include "ui/session/heat_map_settings.h"

namespace everyword {

/// One relevance map over the picture.
class HeatMapItem : public QGraphicsItem {
 public:
  HeatMapItem();
  void setSize(const QSizeF &size);
  /// `map` nullptr hides it. `top` is the value that gets the last colour.
  void setMap(const FloatMap *map, double top, const HeatMapSettings::Values &settings);
  /// Value under `scenePosition`; -1 when nothing is shown or it lies outside.
  double valueAt(const QPointF &scenePosition) const;

  QRectF boundingRect() const override { return QRectF(QPointF(), size_); }
  void paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) override;

 private:
  QSizeF size_;
  FloatMap map_;
  QImage image_;
};

}  // namespace everyword
