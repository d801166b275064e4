#pragma once

#include <QAction>
#include <QObject>

namespace everyword {

/// Every command of the window itself: text, icon, shortcut, tip. Menus, tool bar and shortcut
/// sheet are made of these and those of the mode.
struct WindowActions {
  explicit WindowActions(QObject *parent);

  QAction *newProject, *open, *restore, *save, *saveAs, *exportPicture, *exportAnimation, *quit;
  QAction *undo = nullptr, *redo = nullptr;  ///< made by the undo stack
  QAction *zoomIn, *zoomOut, *fit, *actualSize, *heatMap, *smooth;
  QAction *generate, *continueRun, *moreSteps, *pause, *stop, *models;
  QAction *shortcuts, *about;
};

}  // namespace everyword
