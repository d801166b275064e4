#pragma once

#include <QString>

#include "ui/theme/theme.h"

namespace everyword {

/// What Fusion and the palette leave to do: flat panels, one border, one accent.
QString styleSheet(const ThemeColours &colours);

}  // namespace everyword
