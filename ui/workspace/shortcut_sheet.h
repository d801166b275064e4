#pragma once

class QWidget;

namespace everyword {

/// Shows the shortcuts of all actions of `window`, and those of the canvas.
void showShortcuts(QWidget &window);
void showAbout(QWidget &window);

}  // namespace everyword
