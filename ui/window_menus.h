#pragma once

#include <QMainWindow>

#include "ui/document/project_files.h"
#include "ui/window_actions.h"

namespace everyword {

/// Menu bar and the tool bar on the left.
void buildMenus(QMainWindow &window, const WindowActions &actions, ProjectFiles &files);
void buildToolBar(QMainWindow &window, const WindowActions &actions);

}  // namespace everyword
