#pragma once

#include <QColor>
#include <QString>

namespace everyword {

/// How a region fares, in words and not by colour alone.
enum class OverlapState { Ignored, Drifting, Satisfied };

/// `overlap` is the Dice of soft relevance map and box, [0, 1].
OverlapState overlapState(double overlap);
QString overlapWord(OverlapState state);
QColor overlapColour(OverlapState state);

}  // namespace everyword
