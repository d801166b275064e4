#pragma once

#include <QGraphicsItem>
#include <optional>

#include "engine/api/run_request.h"

namespace everyword {

/// One region: a coloured frame, a tag with the label and the live overlap, handles when it is
/// picked. Line widths, tag and handles keep their size on screen at every zoom.
class RegionItem : public QGraphicsItem {
 public:
  explicit RegionItem(int regionId);
  int regionId() const { return regionId_; }

  void setRegion(const Region &region, const QSizeF &pictureSize);
  void setPicked(bool picked);
  /// Dice overlap of the last step; none when no run has been.
  void setOverlap(std::optional<double> overlap);
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
  std::optional<double> overlap_;
  double viewScale_ = 1;
};

}  // namespace everyword
