#pragma once

#include <QAction>
#include <QObject>

namespace everyword {

/// Every command of the window: text, icon, shortcut, tip. Menus, tool bar and shortcut page are
/// made of these.
struct WindowActions {
  explicit WindowActions(QObject *parent);

  QAction *newProject, *open, *save, *saveAs, *exportPicture, *exportAnimation, *quit;
  QAction *undo = nullptr, *redo = nullptr;  ///< made by the undo stack
  QAction *deleteRegion, *duplicateRegion, *renameRegion;
  QAction *zoomIn, *zoomOut, *fit, *actualSize, *heatMap, *smooth;
  QAction *generate, *pause, *stop, *models;
  QAction *selectTool, *drawTool;
  QAction *shortcuts, *about;
};

}  // namespace everyword
