#pragma once

#include <QAction>
#include <QGraphicsItem>
#include <QImage>

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_tool.h"
#include "ui/session/run_history.h"

namespace everyword {

/// The start beside the picture on screen: left of a line that can be dragged lies the start; or,
/// in the place of both, how far each pixel has come from it.
class BeforeAfterItem : public QGraphicsItem {
 public:
  BeforeAfterItem();
  /// Either may be nullptr: then there is nothing to compare.
  void setPictures(FramePtr start, FramePtr now, const QSizeF &size);
  void setShowsLine(bool shows);
  void setShowsDifference(bool shows);
  /// [0, 1] of the width.
  void setSplit(double split);
  double split() const { return split_; }
  /// Whether there is a line under this place; `reach` in scene units.
  bool isOnLine(const QPointF &position, double reach) const;
  /// Screen pixels a scene unit.
  void setViewScale(double scale);

  QRectF boundingRect() const override;
  void paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) override;

 private:
  void refresh();
  void paintLine(QPainter &painter, const QRectF &picture) const;

  FramePtr start_, now_;
  QSizeF size_;
  QImage startImage_;  ///< a view into start_
  QImage difference_;  ///< made when it is shown
  bool showsLine_ = false, showsDifference_ = false;
  double split_ = 0.5, viewScale_ = 1;
};

/// Both views, each with its command, and the handle of the line.
class BeforeAfter : public CanvasTool {
  Q_OBJECT

 public:
  BeforeAfter(CanvasScene &scene, RunHistory &history);
  ~BeforeAfter() override;

  QList<QAction *> actions() { return {line_, difference_}; }
  /// Whether the line is there to be dragged.
  bool isHandleAt(const ToolEvent &event) const;
  void setViewScale(double scale) { item_->setViewScale(scale); }
  const BeforeAfterItem &item() const { return *item_; }

  void press(const ToolEvent &event) override { move(event); }
  void move(const ToolEvent &event) override;
  QCursor cursorAt(const ToolEvent &) const override { return Qt::SplitHCursor; }

 private:
  void refresh();

  CanvasScene &scene_;
  RunHistory &history_;
  BeforeAfterItem *item_;
  QAction *line_, *difference_;
};

/// How far each pixel of `now` is from `start`: its largest difference over the channels, cividis
/// from 0 to half of the range. A null image when their sizes differ.
QImage differenceImage(const Frame &start, const Frame &now);

}  // namespace everyword
