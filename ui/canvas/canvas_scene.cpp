#include "ui/canvas/canvas_scene.h"

#include <algorithm>

#include "ui/project/mode_params.h"
#include "ui/session/run_record.h"

namespace everyword {

CanvasScene::CanvasScene(Document &document, HeatMapSettings &heatMap, QObject *parent)
    : QGraphicsScene(parent),
      document_(document),
      heatMap_(heatMap),
      frameItem_(new FrameItem),
      heatMapItem_(new HeatMapItem) {
  setItemIndexMethod(NoIndex);  // a dozen items that move all the time
  addItem(frameItem_);
  addItem(heatMapItem_);
  connect(&document_, &Document::changed, this, [this](const ChangeEvent &event) {
    if (event.kind == ChangeEvent::Kind::Everything || event.kind == ChangeEvent::Kind::Param) {
      refreshSize();
    }
  });
  connect(&heatMap_, &HeatMapSettings::changed, this, &CanvasScene::refreshHeatMap);
  refreshSize();
}

bool CanvasScene::sizeIsTheGenerators() const {
  static const ParamSpec *const kWidth = findParam("width");
  return !isUsedIn(*kWidth, document_.request().mode);
}

QSizeF CanvasScene::pictureSize() const {
  if (sizeIsTheGenerators()) {
    return generatorsSize_;
  }
  const StartPoint &start = document_.request().start;
  return QSizeF(std::max(1, start.width), std::max(1, start.height));
}

void CanvasScene::setFrame(const FramePtr &frame, double runTop) {
  runTop_ = runTop;
  if (frame && sizeIsTheGenerators()) {
    generatorsSize_ = QSizeF(frame->width, frame->height);
    refreshSize();
  }
  frameItem_->setFrame(frame);
  Q_EMIT frameChanged();
  refreshHeatMap();
}

const FloatMap *CanvasScene::chosenMap(const FramePtr &frame) const {
  if (!frame) {
    return nullptr;
  }
  const HeatMapSettings::Values &wanted = heatMap_.values();
  const auto found =
      std::find_if(frame->maps.begin(), frame->maps.end(), [&wanted](const FloatMap &map) {
        return map.regionId == wanted.phraseId && (wanted.word.empty() || map.label == wanted.word);
      });
  return found == frame->maps.end() || found->values.empty() ? nullptr : &*found;
}

const FloatMap *CanvasScene::shownMap() const {
  return heatMap_.values().visible ? chosenMap(frame()) : nullptr;
}

QString CanvasScene::chosenPhrase() const {
  if (!heatMap_.values().word.empty()) {
    return QString::fromStdString(heatMap_.values().word);
  }
  const Region *region = document_.region(heatMap_.values().phraseId);
  return region ? QString::fromStdString(region->label) : tr("whole prompt");
}

double CanvasScene::shownTop() const {
  const FloatMap *map = shownMap();
  if (!map) {
    return 0;
  }
  const double own = topOf(*map);
  return heatMap_.values().fixedScale ? std::max(own, runTop_) : own;
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
  Q_EMIT pictureSizeChanged();
}

void CanvasScene::refreshHeatMap() {
  heatMapItem_->setMap(shownMap(), shownTop(), heatMap_.values());
  Q_EMIT heatMapChanged();
}

}  // namespace everyword
