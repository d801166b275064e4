#include "ui/canvas/heat_map_item.h"

#include <QPainter>

#include "ui/canvas/canvas_layer.h"
#include "ui/canvas/heat_map_image.h"

namespace everyword {

HeatMapItem::HeatMapItem() {
  setZValue(kHeatMapItems);
  setVisible(false);
}

void HeatMapItem::setSize(const QSizeF &size) {
  if (size != size_) {
    prepareGeometryChange();
    size_ = size;
  }
}

void HeatMapItem::setMap(const FloatMap *map, double top, const HeatMapSettings::Values &settings) {
  map_ = map ? *map : FloatMap();
  image_ = map ? heatMapImage(map_, top, settings.colours) : QImage();
  setVisible(!image_.isNull());
  setOpacity(settings.opacity);
  update();
}

double HeatMapItem::valueAt(const QPointF &scenePosition) const {
  if (!isVisible() || !boundingRect().contains(scenePosition)) {
    return -1;
  }
  return heatMapValue(map_, scenePosition.x() / size_.width(), scenePosition.y() / size_.height());
}

void HeatMapItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) {
  painter->setRenderHint(QPainter::SmoothPixmapTransform, true);
  painter->drawImage(boundingRect(), image_);
}

}  // namespace everyword
