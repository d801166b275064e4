#include "ui/canvas/canvas_hints.h"

#include "ui/theme/theme.h"

namespace everyword {

void paintPixelGrid(QPainter &painter, const QSizeF &pictureSize, double zoom) {
  constexpr double kFromZoom = 8;
  if (zoom <= kFromZoom) {
    return;
  }
  QPen pen(QColor(128, 128, 128, 90), 1);
  pen.setCosmetic(true);
  painter.setPen(pen);
  for (int x = 1; x < pictureSize.width(); ++x) {
    painter.drawLine(QPointF(x, 0), QPointF(x, pictureSize.height()));
  }
  for (int y = 1; y < pictureSize.height(); ++y) {
    painter.drawLine(QPointF(0, y), QPointF(pictureSize.width(), y));
  }
}

void paintHint(QPainter &painter, const QRect &viewport, const QString &text) {
  painter.save();
  painter.resetTransform();
  painter.setPen(themeColours().mutedText);
  painter.drawText(viewport, Qt::AlignCenter, text);
  painter.restore();
}

}  // namespace everyword
