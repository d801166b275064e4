#pragma once

#include <QGraphicsScene>

#include "ui/canvas/frame_item.h"
#include "ui/canvas/heat_map_item.h"
#include "ui/project/document.h"

namespace everyword {

/// The picture and the heat map over it; a mode adds its own items (CanvasLayer). Listens to the
/// document and the heat map's settings; the window gives it frames. Scene units are the picture's
/// pixels, (0, 0) is the top left corner.
class CanvasScene : public QGraphicsScene {
  Q_OBJECT

 public:
  CanvasScene(Document &document, HeatMapSettings &heatMap, QObject *parent);

  /// Of the request, or, where the mode's generator makes pictures of one size, of the last
  /// picture.
  QSizeF pictureSize() const;
  /// nullptr: blank paper. `runTop` is the largest value of the chosen map over the run, for the
  /// fixed scale.
  void setFrame(const FramePtr &frame, double runTop);
  const FramePtr &frame() const { return frameItem_->frame(); }
  void setSmooth(bool smooth) { frameItem_->setSmooth(smooth); }

  double relevanceAt(const QPointF &scenePosition) const {
    return heatMapItem_->valueAt(scenePosition);
  }
  /// The map of `frame` that the settings ask for; nullptr: none.
  const FloatMap *chosenMap(const FramePtr &frame) const;
  /// The same of the frame on screen; nullptr while the heat map is off.
  const FloatMap *shownMap() const;
  /// The phrase of the chosen map, as the document calls it.
  QString chosenPhrase() const;
  /// The value that gets the last colour.
  double shownTop() const;

 Q_SIGNALS:
  void pictureSizeChanged();
  /// frame() is another.
  void frameChanged();
  /// Another map, another scale or none: the legend follows.
  void heatMapChanged();

 private:
  bool sizeIsTheGenerators() const;
  void refreshSize();
  void refreshHeatMap();

  Document &document_;
  HeatMapSettings &heatMap_;
  FrameItem *frameItem_;
  HeatMapItem *heatMapItem_;
  QSizeF generatorsSize_{256, 256};  ///< a guess until there is a picture
  double runTop_ = 0;
};

}  // namespace everyword
