#pragma once

#include <QColor>

namespace everyword {

/// The colour of a region by its id: seven hues that colour-blind eyes tell apart (Okabe and Ito),
/// never the only sign.
QColor regionColour(int regionId);

}  // namespace everyword
