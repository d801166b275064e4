#pragma once

#include <QIcon>
#include <QString>

#include "ui/theme/theme.h"

namespace everyword {

/// resources/icons/NAME.svg in the palette's text colour (faded when disabled, whatever the theme).
QIcon themedIcon(const QString &name);
/// The same in a colour of the theme of the moment.
QIcon themedIcon(const QString &name, QColor ThemeColours::*colour);

}  // namespace everyword
