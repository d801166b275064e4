#include "ui/workspace/window_actions.h"

#include <QCoreApplication>

#include "ui/theme/actions.h"

namespace everyword {
namespace {

QString text(const char *source) { return QCoreApplication::translate("WindowActions", source); }

QAction *checkable(QAction *action, bool on) {
  action->setCheckable(true);
  action->setChecked(on);
  return action;
}

}  // namespace

WindowActions::WindowActions(QObject *parent)
    : newProject(makeAction(parent, "actionNew", text("&New"), "new", QKeySequence::New)),
      open(makeAction(parent, "actionOpen", text("&Open…"), "open", QKeySequence::Open)),
      restore(makeAction(parent, "actionRestore", text("&Restore unsaved work"), nullptr, {})),
      save(makeAction(parent, "actionSave", text("&Save"), "save", QKeySequence::Save)),
      saveAs(makeAction(parent, "actionSaveAs", text("Save &as…"), nullptr,
                        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S))),
      exportPicture(makeAction(parent, "actionExportPicture", text("&Export picture…"), "picture",
                               QKeySequence(Qt::CTRL | Qt::Key_E))),
      exportAnimation(makeAction(parent, "actionExportAnimation", text("Export &animation…"),
                                 "film", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E))),
      quit(makeAction(parent, "actionQuit", text("&Quit"), nullptr,
                      QKeySequence(Qt::CTRL | Qt::Key_Q))),
      zoomIn(makeAction(parent, "actionZoomIn", text("Zoom &in"), "zoom_in", QKeySequence::ZoomIn)),
      zoomOut(makeAction(parent, "actionZoomOut", text("Zoom &out"), "zoom_out",
                         QKeySequence::ZoomOut)),
      fit(makeAction(parent, "actionFit", text("&Fit the picture"), "fit",
                     QKeySequence(Qt::CTRL | Qt::Key_0))),
      actualSize(makeAction(parent, "actionActualSize", text("&Actual size"), "actual_size",
                            QKeySequence(Qt::CTRL | Qt::Key_1))),
      heatMap(checkable(makeAction(parent, "actionHeatMap", text("&Heat map"), "heat_map",
                                   QKeySequence(Qt::Key_H)),
                        false)),
      smooth(checkable(makeAction(parent, "actionSmooth", text("&Smooth upscaling"), nullptr, {}),
                       true)),
      generate(makeAction(parent, "actionGenerate", text("&Generate"), "play",
                          QKeySequence(Qt::CTRL | Qt::Key_Return))),
      continueRun(makeAction(parent, "actionContinueRun", text("&Continue the run"), nullptr,
                             QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return))),
      moreSteps(makeAction(parent, "actionMoreSteps", text("50 steps &more"), nullptr, {})),
      pause(makeAction(parent, "actionPause", text("&Pause or resume"), "pause",
                       QKeySequence(Qt::CTRL | Qt::Key_P))),
      stop(makeAction(parent, "actionStop", text("&Stop"), "stop", QKeySequence(Qt::Key_Escape))),
      models(makeAction(parent, "actionModels", text("&Models…"), "models",
                        QKeySequence(Qt::CTRL | Qt::Key_M))),
      shortcuts(makeAction(parent, "actionShortcuts", text("&Keyboard shortcuts"), nullptr,
                           QKeySequence(Qt::Key_Question))),
      about(makeAction(parent, "actionAbout", text("&About Everyword"), nullptr, {})) {
  restore->setVisible(false);  // until there is any
}

}  // namespace everyword
