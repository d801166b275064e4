#include "ui/canvas/canvas_scene.h"

#include <QGraphicsRectItem>
#include <QPen>
#include <algorithm>

#include "ui/canvas/layers.h"
#include "ui/theme/theme.h"

namespace everyword {

CanvasScene::CanvasScene(Document &document, Selection &selection, HeatMapSettings &heatMap,
                         QObject *parent)
    : QGraphicsScene(parent),
      document_(document),
      selection_(selection),
      heatMap_(heatMap),
      frameItem_(new FrameItem),
      heatMapItem_(new HeatMapItem),
      rubberBand_(new QGraphicsRectItem) {
  setItemIndexMethod(NoIndex);  // a dozen items that move all the time
  addItem(frameItem_);
  addItem(heatMapItem_);
  addItem(rubberBand_);
  rubberBand_->setZValue(kRubberBandLayer);
  rubberBand_->hide();
  connect(&document_, &Document::changed, this, &CanvasScene::onDocumentChanged);
  connect(&heatMap_, &HeatMapSettings::changed, this, &CanvasScene::refreshHeatMap);
  connect(&selection_, &Selection::changed, this, [this](int picked) {
    for (const auto &[id, item] : regionItems_) {
      item->setPicked(id == picked);
    }
  });
  refreshSize();
  rebuildRegions();
}

QSizeF CanvasScene::pictureSize() const {
  return QSizeF(std::max(1, document_.request().start.width), std::max(1, document_.request().start.height));
}

void CanvasScene::setFrame(const FramePtr &frame) {
  frameItem_->setFrame(frame);
  refreshHeatMap();
}

void CanvasScene::setScores(const std::vector<RegionScore> &scores) {
  overlaps_.clear();
  for (const RegionScore &score : scores) {
    overlaps_[score.regionId] = score.overlap;
  }
  for (const auto &[id, item] : regionItems_) {
    const auto found = overlaps_.find(id);
    item->setOverlap(found == overlaps_.end() ? std::nullopt : std::optional(found->second));
  }
}

void CanvasScene::setRunTop(double top) { runTop_ = top; }

void CanvasScene::setViewScale(double scale) {
  viewScale_ = scale;
  for (const auto &[id, item] : regionItems_) {
    item->setViewScale(scale);
  }
}

int CanvasScene::regionAt(const QPointF &scenePosition) const {
  const RegionItem *picked = itemOf(selection_.regionId());
  if (picked && picked->rect().contains(scenePosition)) {
    return picked->regionId();
  }
  const RegionItem *best = nullptr;
  for (const auto &[id, item] : regionItems_) {
    const QRectF rect = item->rect();
    if (rect.contains(scenePosition) &&
        (!best || rect.width() * rect.height() < best->rect().width() * best->rect().height())) {
      best = item;
    }
  }
  return best ? best->regionId() : -1;
}

RegionItem *CanvasScene::itemOf(int regionId) const {
  const auto found = regionItems_.find(regionId);
  return found == regionItems_.end() ? nullptr : found->second;
}

const FloatMap *CanvasScene::shownMap() const {
  if (!heatMap_.values().visible || !frame()) {
    return nullptr;
  }
  const auto &maps = frame()->maps;
  const auto found = std::find_if(maps.begin(), maps.end(), [this](const FloatMap &map) {
    return map.regionId == heatMap_.values().regionId;
  });
  return found == maps.end() || found->values.empty() ? nullptr : &*found;
}

double CanvasScene::shownTop() const {
  const FloatMap *map = shownMap();
  if (!map) {
    return 0;
  }
  const double own = *std::max_element(map->values.begin(), map->values.end());
  return heatMap_.values().fixedScale ? std::max(own, runTop_) : own;
}

void CanvasScene::setRubberBand(const QRectF &rect) {
  QPen pen(themeColours().accent, 2, Qt::DashLine);
  pen.setCosmetic(true);
  rubberBand_->setPen(pen);
  rubberBand_->setRect(rect);
  rubberBand_->setVisible(!rect.isNull());
}

void CanvasScene::onDocumentChanged(const ChangeEvent &event) {
  switch (event.kind) {
    case ChangeEvent::Kind::Everything:
      refreshSize();
      rebuildRegions();
      break;
    case ChangeEvent::Kind::Param:
      refreshSize();
      break;
    case ChangeEvent::Kind::RegionAdded:
    case ChangeEvent::Kind::RegionRemoved:
      rebuildRegions();
      break;
    default:
      if (event.isRegion()) {
        refreshRegion(event.regionId);
      }
  }
}

void CanvasScene::rebuildRegions() {
  for (const auto &[id, item] : regionItems_) {
    delete item;
  }
  regionItems_.clear();
  for (const Region &region : document_.request().objective.regions) {
    auto *item = new RegionItem(region.id);
    addItem(item);
    regionItems_[region.id] = item;
    item->setViewScale(viewScale_);
    item->setPicked(region.id == selection_.regionId());
    const auto overlap = overlaps_.find(region.id);
    item->setOverlap(overlap == overlaps_.end() ? std::nullopt : std::optional(overlap->second));
    refreshRegion(region.id);
  }
}

void CanvasScene::refreshRegion(int regionId) {
  const Region *region = document_.region(regionId);
  if (RegionItem *item = itemOf(regionId); item && region) {
    item->setRegion(*region, pictureSize());
  }
}

void CanvasScene::refreshSize() {
  const QSizeF size = pictureSize();
  if (frameItem_->boundingRect().size() == size) {
    return;
  }
  frameItem_->setSize(size);
  heatMapItem_->setSize(size);
  // Room to pan the picture's edge to the middle of the view.
  setSceneRect(
      QRectF(QPointF(), size).adjusted(-size.width(), -size.height(), size.width(), size.height()));
  for (const Region &region : document_.request().objective.regions) {
    refreshRegion(region.id);
  }
  Q_EMIT pictureSizeChanged();
}

void CanvasScene::refreshHeatMap() {
  heatMapItem_->setMap(shownMap(), shownTop(), heatMap_.values());
  Q_EMIT heatMapChanged();
}

}  // namespace everyword
