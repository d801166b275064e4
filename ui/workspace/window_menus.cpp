#include "ui/workspace/window_menus.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>

#include "ui/project/sample_project.h"

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

QList<QAction *> toolActions(ModePage &page) {
  QList<QAction *> actions;
  for (const CanvasTool *tool : page.tools()) {
    actions << tool->action();
  }
  return actions;
}

void fillSamples(QMenu &menu, ProjectFiles &files) {
  for (std::size_t i = 0; i < samples().size(); ++i) {
    const QAction *action = menu.addAction(QString::fromStdString(samples()[i].prompt));
    QObject::connect(action, &QAction::triggered, &files, [i, &files] { files.newFromSample(i); });
  }
}

}  // namespace

WindowMenus::WindowMenus(QMainWindow &window, const WindowActions &actions, ProjectFiles &files)
    : window_(window) {
  buildMenus(actions, files);
  buildToolBar(actions);
}

void WindowMenus::buildMenus(const WindowActions &actions, ProjectFiles &files) {
  QMenuBar &bar = *window_.menuBar();
  QMenu *file = bar.addMenu(text("&File"));
  file->addActions({actions.newProject});
  fillSamples(*file->addMenu(text("New from &sample")), files);
  file->addActions({actions.open});
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

  edit_ = bar.addMenu(text("&Edit"));
  edit_->addActions({actions.undo, actions.redo});
  edit_->addSeparator();
  afterTools_ = edit_->addSeparator();

  view_ = bar.addMenu(text("&View"));
  view_->addActions({actions.zoomIn, actions.zoomOut, actions.fit, actions.actualSize});
  view_->addSeparator();
  view_->addActions({actions.heatMap, actions.smooth});
  afterViews_ = view_->addSeparator();
  panels_ = view_->addMenu(text("&Panels"));

  QMenu *run = bar.addMenu(text("&Run"));
  run->addActions(
      {actions.generate, actions.continueRun, actions.moreSteps, actions.pause, actions.stop});
  run->addSeparator();
  run->addAction(actions.models);

  QMenu *help = bar.addMenu(text("&Help"));
  help->addActions({actions.shortcuts, actions.about});
}

void WindowMenus::buildToolBar(const WindowActions &actions) {
  bar_ = new QToolBar(text("Tools"), &window_);
  bar_->setObjectName(QStringLiteral("toolBar"));
  bar_->setMovable(false);
  bar_->setIconSize(QSize(20, 20));
  afterBarTools_ = bar_->addSeparator();
  bar_->addAction(actions.heatMap);
  afterBarViews_ = bar_->addSeparator();
  bar_->addActions({actions.zoomIn, actions.zoomOut, actions.fit, actions.actualSize});
  bar_->addSeparator();
  bar_->addActions({actions.undo, actions.redo});
  window_.addToolBar(Qt::LeftToolBarArea, bar_);
}

void WindowMenus::addPage(ModePage &page) {
  edit_->insertActions(afterTools_, toolActions(page));
  edit_->addActions(page.actions());
  view_->insertActions(afterViews_, page.views());
  bar_->insertActions(afterBarTools_, toolActions(page));
  bar_->insertActions(afterBarViews_, page.views());
  panels_->clear();
  for (QDockWidget *dock : window_.findChildren<QDockWidget *>()) {
    panels_->addAction(dock->toggleViewAction());
  }
}

}  // namespace everyword
