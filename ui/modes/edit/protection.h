#pragma once

#include <QAction>
#include <QGraphicsItem>
#include <QImage>

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_tool.h"
#include "ui/project/document.h"

namespace everyword {

/// The protected area over the picture, hatched.
class ProtectedItem : public QGraphicsItem {
 public:
  ProtectedItem();
  void setArea(const PaintedMask &area, const QSizeF &size);
  QRectF boundingRect() const override { return QRectF(QPointF(), size_); }
  void paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) override;

 private:
  QSizeF size_;
  QImage hatching_;
};

/// What brush and eraser share: the area as it is being painted, and the size.
class Protection : public QObject {
  Q_OBJECT

 public:
  Protection(Document &document, CanvasScene &scene);
  ~Protection() override;

  /// Commands: smaller, larger, clear.
  QList<QAction *> actions() { return {smaller_, larger_, clear_}; }
  /// Of the brush, a share of the picture's side.
  double radius() const { return radius_; }
  QSizeF pictureSize() const { return scene_.pictureSize(); }

  void begin();
  /// A stroke from `from` to `to`, fractions of the picture.
  void paint(const QPointF &from, const QPointF &to, bool on);
  /// The stroke is one undo step.
  void end(bool on);
  void cancel();

 Q_SIGNALS:
  void radiusChanged();

 private:
  void setRadius(double radius);
  void refresh();

  Document &document_;
  CanvasScene &scene_;
  ProtectedItem *item_;
  PaintedMask area_;  ///< with the stroke under way
  double radius_ = 0.05;
  QAction *smaller_, *larger_, *clear_;
};

/// Paints the protected area, or erases it.
class ProtectionBrush : public CanvasTool {
  Q_OBJECT

 public:
  /// `paints` false: the eraser.
  ProtectionBrush(Protection &protection, bool paints);
  void press(const ToolEvent &event) override;
  void move(const ToolEvent &event) override;
  void release(const ToolEvent &event) override;
  bool cancel() override;
  QCursor cursorAt(const ToolEvent &event) const override;

 private:
  Protection &protection_;
  bool paints_;
  bool painting_ = false;
  QPointF last_;  ///< fractions
};

/// 4 x 4 pixels a cell: a tint with diagonal lines where `area` is painted; null where it is empty.
QImage hatching(const PaintedMask &area);

}  // namespace everyword
