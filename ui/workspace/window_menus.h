#pragma once

#include <QMainWindow>
#include <QMenu>
#include <QToolBar>

#include "ui/modes/mode_page.h"
#include "ui/project/project_files.h"
#include "ui/workspace/window_actions.h"

namespace everyword {

/// Menu bar and the tool bar on the left. What belongs to a mode's page goes with it.
class WindowMenus {
 public:
  WindowMenus(QMainWindow &window, const WindowActions &actions, ProjectFiles &files);
  /// Adds what the page brings; that of the page before has gone with it.
  void addPage(ModePage &page);

 private:
  void buildMenus(const WindowActions &actions, ProjectFiles &files);
  void buildToolBar(const WindowActions &actions);

  QMainWindow &window_;
  QMenu *edit_ = nullptr, *view_ = nullptr, *panels_ = nullptr;
  QToolBar *bar_ = nullptr;
  QAction *afterTools_ = nullptr;     ///< in the Edit menu
  QAction *afterViews_ = nullptr;     ///< in the View menu
  QAction *afterBarTools_ = nullptr;  ///< in the tool bar
  QAction *afterBarViews_ = nullptr;
};

/// Shows the shortcuts of the window's menus, and what mouse and keys do on the canvas.
void showShortcuts(QMainWindow &window, const ModePage &page);
void showAbout(QWidget &window);

}  // namespace everyword
