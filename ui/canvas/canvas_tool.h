#pragma once

#include <QCursor>
#include <QObject>
#include <QPointF>

#include "ui/canvas/canvas_scene.h"
#include "ui/modes/layout/selection.h"
#include "ui/project/document.h"

namespace everyword {

/// What a tool works on. Outlives the tools.
struct CanvasContext {
  Document &document;
  Selection &selection;
  CanvasScene &scene;
};

/// A mouse event as a tool sees it.
struct ToolEvent {
  QPointF position;  ///< scene units: the request's pixels
  Qt::KeyboardModifiers modifiers = Qt::NoModifier;
  double viewScale = 1;  ///< screen pixels a scene unit

  QPointF inFractions(const QSizeF &size) const {
    return {position.x() / size.width(), position.y() / size.height()};
  }
};

/// What the left button does on the canvas. A new tool is one class and a line in the window's tool
/// bar.
class CanvasTool : public QObject {
  Q_OBJECT

 public:
  explicit CanvasTool(CanvasContext context) : context_(context) {}

  virtual void press(const ToolEvent &) {}
  virtual void move(const ToolEvent &) {}  ///< between press and release
  virtual void release(const ToolEvent &) {}
  /// Esc, or another tool was chosen: the drag never happened. Returns whether there was one.
  virtual bool cancel() { return false; }
  virtual QCursor cursorAt(const ToolEvent &) const { return Qt::ArrowCursor; }

 Q_SIGNALS:
  /// A box was drawn: it wants a label.
  void regionDrawn(int regionId);

 protected:
  CanvasContext context_;
};

}  // namespace everyword
