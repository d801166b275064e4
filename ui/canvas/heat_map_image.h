#pragma once

#include <QImage>

#include "engine/api/exporting.h"
#include "engine/api/frame.h"

namespace everyword {

/// The map in colours, smoothly enlarged (Catmull-Rom) so that its patches do not show. Values are
/// divided by `top`; a `top` of 0 gives the colour of 0 everywhere. Opacity follows the value: 0 is
/// transparent, from half of `top` on it is whole. A null image when the map is
/// empty or its sizes disagree.
QImage heatMapImage(const FloatMap &map, double top, ColourMap colours);

/// Value at a place of the picture, in fractions, interpolated as heatMapImage does.
double heatMapValue(const FloatMap &map, double x, double y);

}  // namespace everyword
