#include "ui/workspace/window_menus.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>

namespace everyword {
namespace {

QString text(const char *source) { return QCoreApplication::translate("WindowMenus", source); }

void fillRecent(QMenu &menu, ProjectFiles &files) {
  menu.clear();
  for (const QString &path : files.recentFiles().paths()) {
    QAction *action = menu.addAction(QFileInfo(path).fileName(), &files,
                                     [&files, path] { files.openPath(path); });
    action->setToolTip(path);
  }
  menu.setEnabled(!menu.isEmpty());
}

void addPanels(QMenu &menu, QMainWindow &window) {
  for (QDockWidget *dock : window.findChildren<QDockWidget *>()) {
    menu.addAction(dock->toggleViewAction());
  }
}

QList<QAction *> toolActions(ModePage &page) {
  QList<QAction *> actions;
  for (const CanvasTool *tool : page.tools()) {
    actions << tool->action();
  }
  return actions;
}

}  // namespace

void buildMenus(QMainWindow &window, const WindowActions &actions, ModePage &page,
                ProjectFiles &files) {
  QMenu *file = window.menuBar()->addMenu(text("&File"));
  file->addActions({actions.newProject, actions.open});
  QMenu *recent = file->addMenu(text("Open &recent"));
  recent->setToolTipsVisible(true);
  fillRecent(*recent, files);
  QObject::connect(&files.recentFiles(), &RecentFiles::changed, recent,
                   [recent, &files] { fillRecent(*recent, files); });
  file->addActions({actions.restore, actions.save, actions.saveAs});
  file->addSeparator();
  file->addActions({actions.exportPicture, actions.exportAnimation});
  file->addSeparator();
  file->addAction(actions.quit);

  QMenu *edit = window.menuBar()->addMenu(text("&Edit"));
  edit->addActions({actions.undo, actions.redo});
  edit->addSeparator();
  edit->addActions(toolActions(page));
  edit->addSeparator();
  edit->addActions(page.actions());

  QMenu *view = window.menuBar()->addMenu(text("&View"));
  view->addActions({actions.zoomIn, actions.zoomOut, actions.fit, actions.actualSize});
  view->addSeparator();
  view->addActions({actions.heatMap, actions.smooth});
  view->addSeparator();
  addPanels(*view->addMenu(text("&Panels")), window);

  QMenu *run = window.menuBar()->addMenu(text("&Run"));
  run->addActions({actions.generate, actions.continueRun, actions.pause, actions.stop});
  run->addSeparator();
  run->addAction(actions.models);

  QMenu *help = window.menuBar()->addMenu(text("&Help"));
  help->addActions({actions.shortcuts, actions.about});
}

void buildToolBar(QMainWindow &window, const WindowActions &actions, ModePage &page) {
  auto *bar = new QToolBar(text("Tools"), &window);
  bar->setObjectName(QStringLiteral("toolBar"));
  bar->setMovable(false);
  bar->setIconSize(QSize(20, 20));
  bar->addActions(toolActions(page));
  bar->addSeparator();
  bar->addAction(actions.heatMap);
  bar->addSeparator();
  bar->addActions({actions.zoomIn, actions.zoomOut, actions.fit, actions.actualSize});
  bar->addSeparator();
  bar->addActions({actions.undo, actions.redo});
  window.addToolBar(Qt::LeftToolBarArea, bar);
}

}  // namespace everyword
