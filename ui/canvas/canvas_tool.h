#pragma once

#include <QAction>
#include <QCursor>
#include <QObject>
#include <QPointF>
#include <QSizeF>

namespace everyword {

/// A mouse event as a tool sees it.
struct ToolEvent {
  QPointF position;  ///< scene units: the request's pixels
  Qt::KeyboardModifiers modifiers = Qt::NoModifier;
  double viewScale = 1;  ///< screen pixels a scene unit

  QPointF inFractions(const QSizeF &size) const {
    return {position.x() / size.width(), position.y() / size.height()};
  }
};

/// What the left button does on the canvas; a tool is a class in the folder of its mode.
class CanvasTool : public QObject {
  Q_OBJECT

 public:
  /// `action` chooses the tool in tool bar, menu and by its key; the tool takes it. nullptr: it is
  /// a handle (CanvasLayer::handleAt).
  explicit CanvasTool(QAction *action) : action_(action) {
    if (action) {
      action->setParent(this);
      action->setCheckable(true);
    }
  }
  QAction *action() const { return action_; }

  virtual void press(const ToolEvent &) {}
  virtual void move(const ToolEvent &) {}  ///< between press and release
  virtual void release(const ToolEvent &) {}
  /// Esc, or another tool was chosen: the drag never happened. Returns whether there was one.
  virtual bool cancel() { return false; }
  virtual QCursor cursorAt(const ToolEvent &) const { return Qt::ArrowCursor; }

 private:
  QAction *action_;
};

}  // namespace everyword
