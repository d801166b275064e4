#pragma once

#include <QKeyEvent>
#include <QObject>
#include <QPointF>
#include <QString>

#include "ui/canvas/canvas_tool.h"

namespace everyword {

/// Stacking order of the canvas: the picture, what takes its place, the heat map over it, the items
/// of the mode on top.
enum Stacking { kFrameItems = 0, kComparedItems = 5, kHeatMapItems = 10, kModeItems = 20 };

/// What a mode puts over the picture, and what keys and double clicks do there.
class CanvasLayer : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  /// Screen pixels a scene unit, whenever the zoom changes.
  virtual void setViewScale(double) {}
  /// A key on the canvas; whether it was used.
  virtual bool keyPressed(const QKeyEvent &) { return false; }
  /// Whether something is picked that Esc drops.
  virtual bool hasSelection() const { return false; }
  virtual void clearSelection() {}
  /// What takes a drag that begins here before the chosen tool does; mostly nullptr.
  virtual CanvasTool *handleAt(const ToolEvent &) { return nullptr; }
  virtual void doubleClicked(const QPointF & /*scenePosition*/) {}
  /// What to do first, shown while there is no picture; empty: nothing to say.
  virtual QString emptyHint() const { return {}; }
};

}  // namespace everyword
