#include "ui/workspace/window_actions.h"

#include <QActionGroup>
#include <QCoreApplication>

#include "ui/theme/icons.h"

namespace everyword {
namespace {

QString text(const char *source) { return QCoreApplication::translate("WindowActions", source); }

QAction *make(QObject *parent, const char *name, const QString &label, const char *icon,
              const QKeySequence &keys) {
  auto *action = new QAction(label, parent);
  action->setObjectName(QLatin1String(name));
  if (icon) {
    action->setIcon(themedIcon(QLatin1String(icon)));
  }
  action->setShortcut(keys);
  QString plain = label;
  plain.remove(QLatin1Char('&')).remove(QChar(0x2026));
  action->setToolTip(keys.isEmpty() ? plain
                                    : QStringLiteral("%1 (%2)").arg(
                                          plain, keys.toString(QKeySequence::NativeText)));
  return action;
}

QAction *checkable(QAction *action, bool on) {
  action->setCheckable(true);
  action->setChecked(on);
  return action;
}

}  // namespace

WindowActions::WindowActions(QObject *parent)
    : newProject(make(parent, "actionNew", text("&New"), "new", QKeySequence::New)),
      open(make(parent, "actionOpen", text("&Open…"), "open", QKeySequence::Open)),
      save(make(parent, "actionSave", text("&Save"), "save", QKeySequence::Save)),
      saveAs(make(parent, "actionSaveAs", text("Save &as…"), nullptr,
                  QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S))),
      exportPicture(make(parent, "actionExportPicture", text("&Export picture…"), "picture",
                         QKeySequence(Qt::CTRL | Qt::Key_E))),
      exportAnimation(make(parent, "actionExportAnimation", text("Export &animation…"), "film",
                           QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E))),
      quit(make(parent, "actionQuit", text("&Quit"), nullptr, QKeySequence(Qt::CTRL | Qt::Key_Q))),
      deleteRegion(
          make(parent, "actionDelete", text("&Delete region"), "trash", QKeySequence::Delete)),
      duplicateRegion(make(parent, "actionDuplicate", text("D&uplicate region"), "duplicate",
                           QKeySequence(Qt::CTRL | Qt::Key_D))),
      renameRegion(
          make(parent, "actionRename", text("Re&name region"), nullptr, QKeySequence(Qt::Key_F2))),
      zoomIn(make(parent, "actionZoomIn", text("Zoom &in"), "zoom_in", QKeySequence::ZoomIn)),
      zoomOut(make(parent, "actionZoomOut", text("Zoom &out"), "zoom_out", QKeySequence::ZoomOut)),
      fit(make(parent, "actionFit", text("&Fit the picture"), "fit",
               QKeySequence(Qt::CTRL | Qt::Key_0))),
      actualSize(make(parent, "actionActualSize", text("&Actual size"), "actual_size",
                      QKeySequence(Qt::CTRL | Qt::Key_1))),
      heatMap(checkable(
          make(parent, "actionHeatMap", text("&Heat map"), "heat_map", QKeySequence(Qt::Key_H)),
          false)),
      smooth(checkable(make(parent, "actionSmooth", text("&Smooth upscaling"), nullptr, {}), true)),
      generate(make(parent, "actionGenerate", text("&Generate"), "play",
                    QKeySequence(Qt::CTRL | Qt::Key_Return))),
      pause(make(parent, "actionPause", text("&Pause or resume"), "pause",
                 QKeySequence(Qt::CTRL | Qt::Key_P))),
      stop(make(parent, "actionStop", text("&Stop"), "stop", QKeySequence(Qt::Key_Escape))),
      models(make(parent, "actionModels", text("&Models…"), "models",
                  QKeySequence(Qt::CTRL | Qt::Key_M))),
      selectTool(checkable(make(parent, "actionSelectTool", text("&Select and move"), "select",
                                QKeySequence(Qt::Key_V)),
                           true)),
      drawTool(checkable(
          make(parent, "actionDrawTool", text("Draw a &box"), "draw_box", QKeySequence(Qt::Key_B)),
          false)),
      shortcuts(make(parent, "actionShortcuts", text("&Keyboard shortcuts"), nullptr,
                     QKeySequence(Qt::Key_Question))),
      about(make(parent, "actionAbout", text("&About Everyword"), nullptr, {})) {
  auto *tools = new QActionGroup(parent);
  tools->addAction(selectTool);
  tools->addAction(drawTool);
}

}  // namespace everyword
