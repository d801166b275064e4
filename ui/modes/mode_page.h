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

namespace everyword {

/// What a page works on. Outlives the page.
struct PageContext {
  Document &document;
  HeatMapSettings &heatMap;
  CanvasScene &scene;
  CanvasView &canvas;
};

/// All that the main window knows of a mode. GUI thread only.
class ModePage : public QObject {
  Q_OBJECT

 public:
  /// For the right side of the window, which takes them; they have object names.
  virtual QList<QDockWidget *> panels() { return {}; }
  /// For the tool bar; the first is chosen at the start.
  virtual QList<CanvasTool *> tools() { return {}; }
  /// For the Edit menu.
  virtual QList<QAction *> actions() { return {}; }
  /// nullptr: only the picture is on the canvas.
  virtual CanvasLayer *layer() { return nullptr; }

  /// The numbers of the step on screen, of a run of the document that is open.
  virtual void show(const StepEvent & /*event*/) {}
  /// There is no run of this document on screen.
  virtual void clear() {}
  /// What the loaded pack knows, for completion; empty: anything.
  virtual void setKnownWords(const QStringList & /*words*/) {}
  /// How well a run did, one clause for the log; may be empty.
  virtual QString scoresOf(const RunOutcome & /*outcome*/) const { return {}; }
  /// What mouse and keys do on the canvas, for the shortcut sheet: (what, keys).
  virtual QList<std::pair<QString, QString>> gestures() const { return {}; }

 Q_SIGNALS:
  /// An edit was refused: one sentence.
  void refused(const QString &sentence);
};

}  // namespace everyword
