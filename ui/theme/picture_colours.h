#pragma once

#include <QColor>
#include <QPainter>

#include "engine/api/exporting.h"

namespace everyword {

// Colours that lie over the picture, and stand for what lies there in the panels.

/// The colour of a region by its id: seven hues that colour-blind eyes distinguish (Okabe and Ito),
/// never the only sign.
QColor regionColour(int regionId);

/// Black or white: what is read on it.
QColor inkOn(const QColor &colour);

/// A horizontal bar of the heat map's colours, low to high.
void paintColourBar(QPainter &painter, const QRect &bar, ColourMap colours);

}  // namespace everyword
