#pragma once

#include <QApplication>
#include <QColor>

namespace everyword {

enum class Theme { Light, Dark };

/// The colours that QPalette has no role for. A quiet neutral workspace and one accent.
struct ThemeColours {
  QColor window, panel, field, border, text, mutedText, accent, accentText, hover, canvas;
  QColor good, warning, bad;
};

/// EVERYWORD_THEME=light|dark, else what the system's palette is.
Theme chosenTheme(const QPalette &systemPalette);
/// EVERYWORD_THEME says which; the system is not asked.
bool isThemeFixed();

/// Fusion style, palette and style sheet. Windows that are open change with it. From the first call
/// on, texts of labels, tips and message boxes are plain unless they are set to be markup.
void applyTheme(QApplication &application, Theme theme);

/// What Fusion and the palette leave to do: flat panels, one border, one accent.
QString styleSheet(const ThemeColours &colours);

/// Of the theme that was applied last.
const ThemeColours &themeColours();
Theme currentTheme();

}  // namespace everyword
