#pragma once

#include <QMainWindow>

#include "ui/modes/mode_page.h"
#include "ui/project/project_files.h"
#include "ui/workspace/window_actions.h"

namespace everyword {

/// Menu bar and the tool bar on the left.
void buildMenus(QMainWindow &window, const WindowActions &actions, ModePage &page,
                ProjectFiles &files);
void buildToolBar(QMainWindow &window, const WindowActions &actions, ModePage &page);

/// Shows the shortcuts of the window's menus, and what mouse and keys do on the canvas.
void showShortcuts(QMainWindow &window, const ModePage &page);
void showAbout(QWidget &window);

}  // namespace everyword
