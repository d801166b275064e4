#pragma once

#include <QIcon>
#include <QString>

namespace everyword {

/// resources/icons/NAME.svg in the palette's text colour (faded when disabled, whatever the theme).
QIcon themedIcon(const QString &name);
/// The same in one fixed colour.
QIcon themedIcon(const QString &name, const QColor &colour);

}  // namespace everyword
