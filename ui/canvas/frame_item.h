#pragma once

#include <QGraphicsItem>
#include <QImage>

#include "engine/api/frame.h"

namespace everyword {

/// The picture, or blank paper of the picture's size before there is one. Scene units are the
/// request's pixels.
class FrameItem : public QGraphicsItem {
 public:
  FrameItem();
  void setSize(const QSizeF &size);
  /// nullptr: blank paper.
  void setFrame(FramePtr frame);
  const FramePtr &frame() const { return frame_; }
  void setSmooth(bool smooth);

  QRectF boundingRect() const override { return QRectF(QPointF(), size_); }
  void paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) override;

 private:
  QSizeF size_;
  FramePtr frame_;
  QImage image_;  ///< a view into frame_, no copy
  bool smooth_ = true;
};

}  // namespace everyword
