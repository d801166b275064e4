#include "ui/regions/region_item.h"

#include <QApplication>
#include <QFontMetricsF>
#include <QPainter>

#include "ui/canvas/canvas_layer.h"
#include "ui/regions/region_geometry.h"
#include "ui/theme/picture_colours.h"
#include "ui/theme/theme.h"

namespace everyword {
namespace {
constexpr double kTagHeight = 20, kTagPadding = 6, kHandleSide = 8, kScreenMargin = 28, kTick = 16;

}  // namespace

RegionItem::RegionItem(int regionId) : regionId_(regionId) { setZValue(kModeItems); }

void RegionItem::setRegion(const Region &region, const QSizeF &pictureSize) {
  prepareGeometryChange();
  rect_ = rectInPixels(region.box, pictureSize);
  label_ = QString::fromStdString(region.label);
  enabled_ = region.enabled;
  update();
}

void RegionItem::setPicked(bool picked) {
  picked_ = picked;
  setZValue(kModeItems + (picked ? 1 : 0));
  update();
}

void RegionItem::setScore(const RegionScore &score) {
  score_ = score;
  update();
}

QString RegionItem::tagText() const {
  constexpr int kWidest = 160;
  QFont font = QApplication::font();
  font.setWeight(QFont::DemiBold);
  const QFontMetricsF metrics(font);
  QString text = metrics.elidedText(label_, Qt::ElideRight, kWidest);
  if (score_.overlap) {
    text += QStringLiteral("  %1").arg(*score_.overlap, 0, 'f', 2);
  }
  if (score_.looksLike && !score_.looksLike->own) {
    const QString name = QString::fromStdString(score_.looksLike->name);
    text +=
        QStringLiteral("  ") + QCoreApplication::translate("RegionItem", "looks like %1")
                                   .arg(metrics.elidedText(name, Qt::ElideRight, kWidest / 2.0));
  }
  return text;
}

void RegionItem::setViewScale(double scale) {
  prepareGeometryChange();
  viewScale_ = scale;
}

QRectF RegionItem::boundingRect() const {
  // The tag may be wider than a small box.
  constexpr double kWidestTag = 420;
  const double margin = kScreenMargin / viewScale_;
  QRectF area = rect_.adjusted(-margin, -margin, margin, margin);
  area.setWidth(std::max(area.width(), kWidestTag / viewScale_));
  return area;
}

void RegionItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) {
  // Paint in screen pixels: the box's place is mapped, everything else keeps its size.
  const QTransform toDevice = painter->worldTransform();
  const QRectF screenRect = toDevice.mapRect(rect_);
  painter->save();
  painter->resetTransform();
  if (painter->device()->devicePixelRatioF() > 0) {
    const double ratio = toDevice.m11() / viewScale_;  // device pixels a logical one
    painter->scale(ratio, ratio);
    const QRectF logical(screenRect.topLeft() / ratio, screenRect.size() / ratio);
    painter->setRenderHint(QPainter::Antialiasing, true);
    painter->setOpacity(enabled_ ? 1.0 : 0.5);
    const Qt::PenStyle style = enabled_ ? Qt::SolidLine : Qt::DashLine;
    const QColor colour = regionColour(regionId_);
    painter->setBrush(Qt::NoBrush);
    // A dark line under the coloured one keeps the frame visible on a picture of any colour.
    painter->setPen(
        QPen(QColor(0, 0, 0, 120), picked_ ? 5 : 4, style, Qt::SquareCap, Qt::MiterJoin));
    painter->drawRect(logical);
    painter->setPen(QPen(colour, picked_ ? 3 : 2, style, Qt::SquareCap, Qt::MiterJoin));
    painter->drawRect(logical);
    paintTag(painter, logical);
    if (picked_) {
      paintHandles(painter, logical);
    }
  }
  painter->restore();
}

void RegionItem::paintTag(QPainter *painter, const QRectF &screenRect) const {
  QFont font = QApplication::font();
  font.setWeight(QFont::DemiBold);
  const QFontMetricsF metrics(font);
  const QString text = tagText();
  const bool ticked = score_.looksLike && score_.looksLike->own;
  QRectF tag(screenRect.left() - 2, screenRect.top() - kTagHeight,
             metrics.horizontalAdvance(text) + 2 * kTagPadding + (ticked ? kTick : 0), kTagHeight);
  if (tag.top() < 0 && screenRect.top() >= 0) {
    tag.moveTop(screenRect.top());  // no room above: inside the box
  }
  const QColor colour = regionColour(regionId_);
  painter->setPen(Qt::NoPen);
  painter->setBrush(colour);
  painter->drawRect(tag);
  painter->setFont(font);
  painter->setPen(inkOn(colour));
  painter->drawText(tag.adjusted(kTagPadding, 0, -kTagPadding, 0), Qt::AlignVCenter | Qt::AlignLeft,
                    text);
  if (ticked) {
    const QPointF at = tag.topRight() + QPointF(-kTick - 2, 0);
    painter->setPen(QPen(inkOn(colour), 2));
    painter->drawPolyline(
        QPolygonF({at + QPointF(3, 10), at + QPointF(6, 14), at + QPointF(12, 6)}));
  }
}

void RegionItem::paintHandles(QPainter *painter, const QRectF &screenRect) const {
  painter->setPen(QPen(QColor(30, 30, 30), 1));
  painter->setBrush(Qt::white);
  for (const Grip handle : kHandles) {
    QRectF square(0, 0, kHandleSide, kHandleSide);
    square.moveCenter(handlePosition(screenRect, handle));
    painter->drawRect(square);
  }
}

}  // namespace everyword
