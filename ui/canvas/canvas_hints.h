#pragma once

#include <QPainter>
#include <QRect>
#include <QSizeF>

namespace everyword {

/// Lines between the picture's pixels, above 800 % only. `painter` is in scene units.
void paintPixelGrid(QPainter &painter, const QSizeF &pictureSize, double zoom);

/// What to do first, on a canvas without a picture.
void paintHint(QPainter &painter, const QRect &viewport, const QString &text);

}  // namespace everyword
