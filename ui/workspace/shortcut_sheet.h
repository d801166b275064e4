#pragma once

#include <QMainWindow>

#include "ui/modes/mode_page.h"

namespace everyword {

/// Shows the shortcuts of the window's menus, and what mouse and keys do on the canvas.
void showShortcuts(QMainWindow &window, const ModePage &page);
void showAbout(QWidget &window);

}  // namespace everyword
