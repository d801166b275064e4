#pragma once

#include <QGraphicsRectItem>
#include <map>

#include "engine/api/run_events.h"
#include "ui/canvas/canvas_layer.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/regions/region_item.h"
#include "ui/regions/selection.h"

namespace everyword {

/// The regions on the canvas. Listens to the document and the selection; arrows move the picked
/// region, F2, Return and a double click rename one, Esc drops the selection.
class RegionLayer : public CanvasLayer {
  Q_OBJECT

 public:
  RegionLayer(Document &document, Selection &selection, CanvasScene &scene);
  /// Takes its items off the canvas, which is still there.
  ~RegionLayer() override;

  QSizeF pictureSize() const { return scene_.pictureSize(); }
  /// Empty: no run.
  void setScores(const std::vector<RegionScore> &scores);
  /// Topmost region under the point (the picked one first, then the smallest); -1: none.
  int regionAt(const QPointF &scenePosition) const;
  RegionItem *itemOf(int regionId) const;
  /// The box that is being drawn; a null rectangle hides it.
  void setRubberBand(const QRectF &rect);

  void setViewScale(double scale) override;
  bool keyPressed(const QKeyEvent &event) override;
  bool hasSelection() const override { return selection_.regionId() >= 0; }
  void clearSelection() override { selection_.clear(); }
  void doubleClicked(const QPointF &scenePosition) override;
  QString emptyHint() const override;

 Q_SIGNALS:
  void renameRequested(int regionId);

 private:
  void onDocumentChanged(const ChangeEvent &event);
  void rebuild();
  void refresh(int regionId);
  void nudge(const QKeyEvent &event);

  Document &document_;
  Selection &selection_;
  CanvasScene &scene_;
  QGraphicsRectItem *rubberBand_;
  std::map<int, RegionItem *> items_;
  std::map<int, RegionScore> scores_;
  double viewScale_ = 1;
  int nudgeGesture_ = 0;
};

}  // namespace everyword
