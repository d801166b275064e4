#pragma once

#include <QGraphicsItem>

#include "engine/api/run_events.h"

namespace everyword {

/// One region: a coloured frame, a tag with the label, the live overlap and what it looks like (a
/// tick for its own label), handles when it is picked. Line widths, tag and handles keep their size
/// on screen at every zoom.
class RegionItem : public QGraphicsItem {
 public:
  explicit RegionItem(int regionId);
  int regionId() const { return regionId_; }

  void setRegion(const Region &region, const QSizeF &pictureSize);
  void setPicked(bool picked);
  /// Of the step on screen; without numbers when no run has been.
  void setScore(const RegionScore &score);
  /// "red apple  0.71" or "red apple  0.71  looks like cat".
  QString tagText() const;
  /// Screen pixels a scene unit.
  void setViewScale(double scale);

  QRectF rect() const { return rect_; }
  QRectF boundingRect() const override;
  void paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) override;

 private:
  void paintTag(QPainter *painter, const QRectF &screenRect) const;
  void paintHandles(QPainter *painter, const QRectF &screenRect) const;

  int regionId_;
  QRectF rect_;
  QString label_;
  bool enabled_ = true;
  bool picked_ = false;
  RegionScore score_;
  double viewScale_ = 1;
};

}  // namespace everyword
