#include "ui/canvas/frame_item.h"

#include <QPainter>

#include "ui/canvas/canvas_layer.h"
#include "ui/theme/theme.h"

namespace everyword {

FrameItem::FrameItem() { setZValue(kFrameItems); }

void FrameItem::setSize(const QSizeF &size) {
  if (size != size_) {
    prepareGeometryChange();
    size_ = size;
  }
}

void FrameItem::setFrame(FramePtr frame) {
  frame_ = std::move(frame);
  const bool whole = frame_ && frame_->width > 0 && frame_->height > 0 &&
                     frame_->rgba.size() == std::size_t(frame_->width) * frame_->height * 4;
  image_ = whole ? QImage(frame_->rgba.data(), frame_->width, frame_->height, frame_->width * 4,
                          QImage::Format_RGBX8888)
                 : QImage();
  update();
}

void FrameItem::setSmooth(bool smooth) {
  smooth_ = smooth;
  update();
}

void FrameItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) {
  if (image_.isNull()) {
    painter->fillRect(boundingRect(), themeColours().panel);
  } else {
    painter->setRenderHint(QPainter::SmoothPixmapTransform, smooth_);
    painter->drawImage(boundingRect(), image_);
  }
  QPen border(themeColours().border, 1);
  border.setCosmetic(true);
  painter->setPen(border);
  painter->setBrush(Qt::NoBrush);
  painter->drawRect(boundingRect());
}

}  // namespace everyword
