#pragma once

#include <QPainter>
#include <QRect>
#include <QSizeF>

#include "engine/api/run_request.h"

namespace everyword {

/// Lines between the picture's pixels, above 800 % only. `painter` is in scene units.
void paintPixelGrid(QPainter &painter, const QSizeF &pictureSize, double zoom);

/// What to do first, on a canvas with neither picture nor regions.
void paintEmptyHint(QPainter &painter, const QRect &viewport, const RunRequest &request,
                    bool hasPicture);

}  // namespace everyword
