#include "ui/regions/region_layer.h"

#include <QPen>

#include "ui/project/commands/gesture.h"
#include "ui/project/commands/region_commands.h"
#include "ui/regions/region_geometry.h"
#include "ui/theme/theme.h"

namespace everyword {

RegionLayer::RegionLayer(Document &document, Selection &selection, CanvasScene &scene)
    : document_(document),
      selection_(selection),
      scene_(scene),
      rubberBand_(new QGraphicsRectItem) {
  scene_.addItem(rubberBand_);
  rubberBand_->setZValue(kModeItems + 2);  // above the picked region
  rubberBand_->hide();
  connect(&document_, &Document::changed, this, &RegionLayer::onDocumentChanged);
  connect(&scene_, &CanvasScene::pictureSizeChanged, this, [this] {
    for (const auto &[id, item] : items_) {
      refresh(id);
    }
  });
  connect(&selection_, &Selection::changed, this, [this](int picked) {
    for (const auto &[id, item] : items_) {
      item->setPicked(id == picked);
    }
  });
  rebuild();
}

RegionLayer::~RegionLayer() {
  for (const auto &[id, item] : items_) {
    delete item;
  }
  delete rubberBand_;
}

void RegionLayer::setScores(const std::vector<RegionScore> &scores) {
  scores_.clear();
  for (const RegionScore &score : scores) {
    scores_[score.regionId] = score;
  }
  for (const auto &[id, item] : items_) {
    item->setScore(scores_[id]);
  }
}

int RegionLayer::regionAt(const QPointF &scenePosition) const {
  const RegionItem *picked = itemOf(selection_.regionId());
  if (picked && picked->rect().contains(scenePosition)) {
    return picked->regionId();
  }
  const RegionItem *best = nullptr;
  for (const auto &[id, item] : items_) {
    const QRectF rect = item->rect();
    if (rect.contains(scenePosition) &&
        (!best || rect.width() * rect.height() < best->rect().width() * best->rect().height())) {
      best = item;
    }
  }
  return best ? best->regionId() : -1;
}

RegionItem *RegionLayer::itemOf(int regionId) const {
  const auto found = items_.find(regionId);
  return found == items_.end() ? nullptr : found->second;
}

void RegionLayer::setRubberBand(const QRectF &rect) {
  QPen pen(themeColours().accent, 2, Qt::DashLine);
  pen.setCosmetic(true);
  rubberBand_->setPen(pen);
  rubberBand_->setRect(rect);
  rubberBand_->setVisible(!rect.isNull());
}

void RegionLayer::setViewScale(double scale) {
  viewScale_ = scale;
  for (const auto &[id, item] : items_) {
    item->setViewScale(scale);
  }
}

bool RegionLayer::keyPressed(const QKeyEvent &event) {
  switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
      nudge(event);
      return true;
    case Qt::Key_F2:
    case Qt::Key_Return:
      Q_EMIT renameRequested(selection_.regionId());
      return true;
    default:
      return false;
  }
}

void RegionLayer::doubleClicked(const QPointF &scenePosition) {
  const int region = regionAt(scenePosition);
  if (region >= 0) {
    selection_.select(region);
    Q_EMIT renameRequested(region);
  }
}

QString RegionLayer::emptyHint() const {
  return document_.request().objective.regions.empty()
             ? tr("Write above what the picture should show,\n"
                  "draw a box here where each thing belongs,\n"
                  "then press Generate (Ctrl+Return).")
             : QString();
}

void RegionLayer::onDocumentChanged(const ChangeEvent &event) {
  switch (event.kind) {
    case ChangeEvent::Kind::Everything:
    case ChangeEvent::Kind::RegionAdded:
    case ChangeEvent::Kind::RegionRemoved:
      rebuild();
      break;
    default:
      if (event.isRegion()) {
        refresh(event.regionId);
      }
  }
}

void RegionLayer::rebuild() {
  for (const auto &[id, item] : items_) {
    delete item;
  }
  items_.clear();
  for (const Region &region : document_.request().objective.regions) {
    auto *item = new RegionItem(region.id);
    scene_.addItem(item);
    items_[region.id] = item;
    item->setViewScale(viewScale_);
    item->setPicked(region.id == selection_.regionId());
    item->setScore(scores_[region.id]);
    refresh(region.id);
  }
}

void RegionLayer::refresh(int regionId) {
  const Region *region = document_.region(regionId);
  if (RegionItem *item = itemOf(regionId); item && region) {
    item->setRegion(*region, pictureSize());
  }
}

void RegionLayer::nudge(const QKeyEvent &event) {
  const Region *region = document_.region(selection_.regionId());
  if (!region) {
    return;
  }
  if (!event.isAutoRepeat()) {
    nudgeGesture_ = newGesture();
  }
  const double pixels = event.modifiers() & Qt::ShiftModifier ? 10 : 1;
  const QSizeF size = pictureSize();
  const int across = (event.key() == Qt::Key_Right) - (event.key() == Qt::Key_Left);
  const int down = (event.key() == Qt::Key_Down) - (event.key() == Qt::Key_Up);
  const Box box =
      movedBox(region->box, across * pixels / size.width(), down * pixels / size.height());
  if (!(box == region->box)) {
    document_.undoStack().push(new MoveRegion(document_, region->id, box, nudgeGesture_));
  }
}

}  // namespace everyword
