#include "ui/modes/edit/before_after.h"

#include <QApplication>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "engine/api/exporting.h"
#include "ui/canvas/canvas_layer.h"
#include "ui/theme/actions.h"
#include "ui/theme/spacing.h"

namespace everyword {
namespace {

constexpr double kReach = 8;  // screen pixels beside the line

/// A word on the picture, in screen pixels.
void paintTag(QPainter &painter, const QPointF &corner, Qt::Alignment side, const QString &text) {
  const QFontMetricsF metrics(painter.font());
  QRectF tag(0, 0, metrics.horizontalAdvance(text) + 2 * kGrid, metrics.height() + kHalfGrid);
  tag.moveTopLeft(side == Qt::AlignLeft ? corner : corner - QPointF(tag.width(), 0));
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor(0, 0, 0, 150));
  painter.drawRoundedRect(tag, 4, 4);
  painter.setPen(Qt::white);
  painter.drawText(tag, Qt::AlignCenter, text);
}

}  // namespace

QImage differenceImage(const Frame &start, const Frame &now) {
  const bool comparable = start.width == now.width && start.height == now.height &&
                          start.rgba.size() == now.rgba.size() &&
                          now.rgba.size() == std::size_t(now.width) * now.height * 4;
  if (!comparable) {
    return {};
  }
  std::array<QRgb, 256> colours{};
  for (int difference = 0; difference < 256; ++difference) {
    const Rgb rgb = colourOf(ColourMap::Cividis, std::min(1.0, difference / 127.5));
    colours[std::size_t(difference)] = qRgb(rgb.red, rgb.green, rgb.blue);
  }
  QImage image(now.width, now.height, QImage::Format_RGB32);
  const std::uint8_t *before = start.rgba.data(), *after = now.rgba.data();
  for (int y = 0; y < now.height; ++y) {
    auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
    for (int x = 0; x < now.width; ++x, before += 4, after += 4) {
      const int largest = std::max({std::abs(before[0] - after[0]), std::abs(before[1] - after[1]),
                                    std::abs(before[2] - after[2])});
      line[x] = colours[std::size_t(largest)];
    }
  }
  return image;
}

BeforeAfterItem::BeforeAfterItem() {
  setZValue(kComparedItems);
  setVisible(false);
}

void BeforeAfterItem::setPictures(FramePtr start, FramePtr now, const QSizeF &size) {
  if (size != size_) {
    prepareGeometryChange();
    size_ = size;
  }
  start_ = std::move(start);
  now_ = std::move(now);
  startImage_ = start_ ? QImage(start_->rgba.data(), start_->width, start_->height,
                                start_->width * 4, QImage::Format_RGBX8888)
                       : QImage();
  refresh();
}

void BeforeAfterItem::setShowsLine(bool shows) {
  showsLine_ = shows;
  refresh();
}

void BeforeAfterItem::setShowsDifference(bool shows) {
  showsDifference_ = shows;
  refresh();
}

void BeforeAfterItem::setSplit(double split) {
  split_ = std::clamp(split, 0.0, 1.0);
  update();
}

bool BeforeAfterItem::isOnLine(const QPointF &position, double reach) const {
  return isVisible() && showsLine_ && std::abs(position.x() - split_ * size_.width()) <= reach &&
         boundingRect().contains(position);
}

void BeforeAfterItem::setViewScale(double scale) {
  prepareGeometryChange();
  viewScale_ = scale;
}

void BeforeAfterItem::refresh() {
  difference_ = start_ && now_ && showsDifference_ ? differenceImage(*start_, *now_) : QImage();
  setVisible(start_ && now_ && (showsLine_ || !difference_.isNull()));
  update();
}

QRectF BeforeAfterItem::boundingRect() const {
  const double margin = 2 * kReach / viewScale_;
  return QRectF(QPointF(), size_).adjusted(-margin, 0, margin, 0);
}

void BeforeAfterItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) {
  const QRectF whole(QPointF(), size_);
  painter->setRenderHint(QPainter::SmoothPixmapTransform, true);
  if (!difference_.isNull()) {
    painter->drawImage(whole, difference_);
  }
  if (showsLine_) {
    painter->save();
    painter->setClipRect(QRectF(0, 0, split_ * size_.width(), size_.height()));
    painter->drawImage(whole, startImage_);
    painter->restore();
  }
  // The line and the words keep their size on screen at every zoom.
  const QTransform toDevice = painter->worldTransform();
  const double ratio = toDevice.m11() / viewScale_;  // device pixels a logical one
  const QRectF device = toDevice.mapRect(whole);
  painter->save();
  painter->resetTransform();
  painter->scale(ratio, ratio);
  painter->setRenderHint(QPainter::Antialiasing, true);
  painter->setFont(QApplication::font());
  const QRectF picture(device.topLeft() / ratio, device.size() / ratio);
  if (showsLine_) {
    paintLine(*painter, picture);
  }
  if (!difference_.isNull()) {
    paintTag(*painter, picture.topRight() + QPointF(-kGrid, kGrid), Qt::AlignRight,
             QApplication::translate("BeforeAfter", "Change since the start"));
  } else {
    paintTag(*painter, picture.topRight() + QPointF(-kGrid, kGrid), Qt::AlignRight,
             QApplication::translate("BeforeAfter", "After"));
  }
  painter->restore();
}

void BeforeAfterItem::paintLine(QPainter &painter, const QRectF &picture) const {
  const double x = picture.left() + split_ * picture.width();
  const QPointF top(x, picture.top()), bottom(x, picture.bottom());
  painter.setPen(QPen(QColor(0, 0, 0, 130), 4));
  painter.drawLine(top, bottom);
  painter.setPen(QPen(Qt::white, 2));
  painter.drawLine(top, bottom);
  painter.setPen(QPen(QColor(0, 0, 0, 130), 1));
  painter.setBrush(Qt::white);
  const QPointF middle(x, picture.center().y());
  painter.drawEllipse(middle, 9, 9);
  painter.setPen(QPen(QColor(30, 30, 30), 2));
  for (const double side : {-1.0, 1.0}) {
    painter.drawPolyline(QPolygonF({middle + QPointF(side * 2, -3), middle + QPointF(side * 5, 0),
                                    middle + QPointF(side * 2, 3)}));
  }
  paintTag(painter, picture.topLeft() + QPointF(kGrid, kGrid), Qt::AlignLeft,
           QApplication::translate("BeforeAfter", "Before"));
}

BeforeAfter::BeforeAfter(CanvasScene &scene, RunHistory &history)
    : CanvasTool(nullptr),
      scene_(scene),
      history_(history),
      item_(new BeforeAfterItem),
      line_(makeAction(this, "actionBeforeAfter", tr("&Before and after"), "compare",
                       QKeySequence(Qt::Key_C))),
      difference_(makeAction(this, "actionDifference", tr("&Change since the start"), "difference",
                             QKeySequence(Qt::Key_D))) {
  scene_.addItem(item_);
  for (QAction *action : actions()) {
    action->setCheckable(true);
  }
  connect(line_, &QAction::toggled, this, [this](bool on) { item_->setShowsLine(on); });
  connect(difference_, &QAction::toggled, this, [this](bool on) { item_->setShowsDifference(on); });
  connect(&scene_, &CanvasScene::frameChanged, this, &BeforeAfter::refresh);
  connect(&scene_, &CanvasScene::pictureSizeChanged, this, &BeforeAfter::refresh);
  refresh();
}

BeforeAfter::~BeforeAfter() { delete item_; }

bool BeforeAfter::isHandleAt(const ToolEvent &event) const {
  return item_->isOnLine(event.position, kReach / event.viewScale);
}

void BeforeAfter::move(const ToolEvent &event) {
  item_->setSplit(event.inFractions(scene_.pictureSize()).x());
}

void BeforeAfter::refresh() {
  item_->setPictures(history_.startFrame(), history_.frames().empty() ? nullptr : scene_.frame(),
                     scene_.pictureSize());
}

}  // namespace everyword
