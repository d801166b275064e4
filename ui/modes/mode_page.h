#pragma once

#include <QDockWidget>
#include <QObject>
#include <utility>

#include "engine/api/run_events.h"
#include "ui/canvas/canvas_layer.h"
#include "ui/canvas/canvas_tool.h"
#include "ui/canvas/canvas_view.h"
#include "ui/project/document.h"
#include "ui/session/heat_map_settings.h"
#include "ui/session/run_controller.h"
#include "ui/session/run_group.h"
#include "ui/session/run_history.h"

namespace everyword {

/// What a page works on. Outlives the page.
struct PageContext {
  Document &document;
  HeatMapSettings &heatMap;
  CanvasScene &scene;
  CanvasView &canvas;
  RunController &controller;  ///< to listen to; runs begin by the signals of the page
  RunHistory &history;        ///< of the run on screen
  RunGroup &group;            ///< the runs that were started together
};

/// All that the main window knows of a mode. Lives while the document is of its mode. GUI thread
/// only.
class ModePage : public QObject {
  Q_OBJECT

 public:
  /// For the right side of the window, which takes them; they have object names. The first stands
  /// on top, the others share a place with the guidance.
  virtual QList<QDockWidget *> panels() { return {}; }
  /// Between canvas and timeline, for the window, which takes it; nullptr: nothing.
  virtual QWidget *belowCanvas() { return nullptr; }
  /// For the tool bar; the first is chosen at the start.
  virtual QList<CanvasTool *> tools() { return {}; }
  /// For the Edit menu.
  virtual QList<QAction *> actions() { return {}; }
  /// For the View menu and the tool bar: what else is shown on the canvas.
  virtual QList<QAction *> views() { return {}; }
  /// nullptr: only the picture is on the canvas.
  virtual CanvasLayer *layer() { return nullptr; }

  /// The numbers of the step on screen, of a run of the document that is open.
  virtual void show(const StepEvent & /*event*/) {}
  /// There is no run of this document on screen.
  virtual void clear() {}
  /// What the loaded pack knows, for completion; empty: anything.
  virtual void setKnownWords(const QStringList & /*words*/) {}
  /// Whether the prompt bar suggests words to insist on.
  virtual bool suggestsWords() const { return false; }
  /// What the user should know about a run that is about to begin, one sentence; mostly empty.
  virtual QString adviceOn(const RunRequest & /*request*/) const { return {}; }
  /// How well a run did, one clause for the log; may be empty.
  virtual QString scoresOf(const RunOutcome & /*outcome*/) const { return {}; }
  /// What mouse and keys do on the canvas, for the shortcut sheet: (what, keys).
  virtual QList<std::pair<QString, QString>> gestures() const { return {}; }

 Q_SIGNALS:
  /// An edit was refused: one sentence.
  void refused(const QString &sentence);
  /// News for the message bar.
  void reported(const QString &sentence);
  /// The next run is to start from this picture file.
  void startPictureChosen(const QString &path);
  /// Runs that differ in what is live; they show in PageContext::group.
  void runTogetherRequested(const std::vector<everyword::RunRequest> &requests);
};

}  // namespace everyword
