#pragma once

#include <QGraphicsScene>
#include <map>

#include "engine/api/run_events.h"
#include "ui/canvas/frame_item.h"
#include "ui/canvas/heat_map_item.h"
#include "ui/modes/layout/region_item.h"
#include "ui/modes/layout/selection.h"
#include "ui/project/document.h"

namespace everyword {

/// The picture with everything on it. Listens to the document, the selection and the heat map's
/// settings; the window gives it frames and scores. Scene units are the request's pixels, (0, 0) is
/// the top left corner.
class CanvasScene : public QGraphicsScene {
  Q_OBJECT

 public:
  CanvasScene(Document &document, Selection &selection, HeatMapSettings &heatMap, QObject *parent);

  QSizeF pictureSize() const;
  /// nullptr: blank paper.
  void setFrame(const FramePtr &frame);
  const FramePtr &frame() const { return frameItem_->frame(); }
  /// Overlap of each region, or nothing.
  void setScores(const std::vector<RegionScore> &scores);
  /// The largest value of the shown map over the run, for the fixed scale.
  void setRunTop(double top);
  void setSmooth(bool smooth) { frameItem_->setSmooth(smooth); }
  void setViewScale(double scale);

  /// Topmost region under the point (the picked one first, then the smallest); -1: none.
  int regionAt(const QPointF &scenePosition) const;
  RegionItem *itemOf(int regionId) const;
  double relevanceAt(const QPointF &scenePosition) const {
    return heatMapItem_->valueAt(scenePosition);
  }
  /// The map that the settings ask for, of the frame on screen; nullptr: none.
  const FloatMap *shownMap() const;
  /// The value that gets the last colour.
  double shownTop() const;

  /// The box that is being drawn; a null rectangle hides it.
  void setRubberBand(const QRectF &rect);

 Q_SIGNALS:
  void pictureSizeChanged();
  /// Another map, another scale or none: the legend follows.
  void heatMapChanged();

 private:
  void onDocumentChanged(const ChangeEvent &event);
  void rebuildRegions();
  void refreshRegion(int regionId);
  void refreshSize();
  void refreshHeatMap();

  Document &document_;
  Selection &selection_;
  HeatMapSettings &heatMap_;
  FrameItem *frameItem_;
  HeatMapItem *heatMapItem_;
  QGraphicsRectItem *rubberBand_;
  std::map<int, RegionItem *> regionItems_;
  std::map<int, double> overlaps_;
  double runTop_ = 0;
  double viewScale_ = 1;
};

}  // namespace everyword
