#include "ui/canvas/canvas_view.h"

#include <QKeyEvent>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"

namespace everyword {
namespace {
constexpr double kSmallestZoom = 0.05, kLargestZoom = 64;
constexpr int kLargestMargin = 4 * kGrid, kSmallestMargin = kGrid;  // around a fitted picture

/// Lines between the picture's pixels, above 800 % only. `painter` is in scene units.
void paintPixelGrid(QPainter &painter, const QSizeF &pictureSize, double zoom) {
  constexpr double kFromZoom = 8;
  if (zoom <= kFromZoom) {
    return;
  }
  QPen pen(QColor(128, 128, 128, 90), 1);
  pen.setCosmetic(true);
  painter.setPen(pen);
  for (int x = 1; x < pictureSize.width(); ++x) {
    painter.drawLine(QPointF(x, 0), QPointF(x, pictureSize.height()));
  }
  for (int y = 1; y < pictureSize.height(); ++y) {
    painter.drawLine(QPointF(0, y), QPointF(pictureSize.width(), y));
  }
}

/// What to do first, on a canvas without a picture.
void paintHint(QPainter &painter, const QRect &viewport, const QString &text) {
  painter.save();
  painter.resetTransform();
  painter.setPen(themeColours().mutedText);
  painter.drawText(viewport, Qt::AlignCenter, text);
  painter.restore();
}

}  // namespace

CanvasView::CanvasView(CanvasScene &scene, QWidget *parent)
    : QGraphicsView(&scene, parent), scene_(scene), legend_(new LegendOverlay(viewport())) {
  setObjectName(QStringLiteral("canvas"));
  setAccessibleName(tr("Canvas"));
  setMouseTracking(true);
  setAcceptDrops(false);  // files are the window's
  viewport()->setAcceptDrops(false);
  setFocusPolicy(Qt::StrongFocus);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setTransformationAnchor(QGraphicsView::NoAnchor);
  setResizeAnchor(QGraphicsView::AnchorViewCenter);
  setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
  setBackgroundBrush(Qt::NoBrush);
  setMinimumSize(240, 200);
  connect(&scene_, &CanvasScene::pictureSizeChanged, this, &CanvasView::fit);
}

void CanvasView::setTool(CanvasTool *tool) {
  if (tool_) {
    tool_->cancel();
  }
  tool_ = tool;
  dragged_ = nullptr;
  viewport()->setCursor(tool ? tool->cursorAt({QPointF(-1e6, -1e6), Qt::NoModifier, zoom()})
                             : QCursor());
}

void CanvasView::setLayer(CanvasLayer *layer) {
  layer_ = layer;
  dragged_ = nullptr;
  if (layer_) {
    layer_->setViewScale(zoom());
  }
}

void CanvasView::setZoom(double zoom) {
  setTransform(QTransform::fromScale(zoom, zoom));
  if (layer_) {
    layer_->setViewScale(zoom);
  }
  Q_EMIT zoomChanged(zoom);
}

void CanvasView::fit() {
  const QSizeF picture = scene_.pictureSize();
  // Where room is short it is the picture's.
  constexpr int kShort = 600;
  const int margin = std::min(viewport()->width(), viewport()->height()) < kShort ? kSmallestMargin
                                                                                  : kLargestMargin;
  const double across = (viewport()->width() - 2.0 * margin) / picture.width();
  const double down = (viewport()->height() - 2.0 * margin) / picture.height();
  fitted_ = true;
  setZoom(std::clamp(std::min(across, down), kSmallestZoom, kLargestZoom));
  centerOn(QRectF(QPointF(), picture).center());
}

void CanvasView::actualSize() {
  fitted_ = false;
  setZoom(1);
  centerOn(QRectF(QPointF(), scene_.pictureSize()).center());
}

void CanvasView::zoomBy(double factor) {
  const QPoint cursor = viewport()->mapFromGlobal(QCursor::pos());
  const QPoint anchor = viewport()->rect().contains(cursor) ? cursor : viewport()->rect().center();
  const QPointF before = mapToScene(anchor);
  fitted_ = false;
  setZoom(std::clamp(zoom() * factor, kSmallestZoom, kLargestZoom));
  const QPointF shift = mapFromScene(before) - QPointF(anchor);
  horizontalScrollBar()->setValue(horizontalScrollBar()->value() + qRound(shift.x()));
  verticalScrollBar()->setValue(verticalScrollBar()->value() + qRound(shift.y()));
}

void CanvasView::wheelEvent(QWheelEvent *event) {
  zoomBy(std::pow(1.0015, event->angleDelta().y()));
  event->accept();
}

ToolEvent CanvasView::toolEvent(const QMouseEvent &event) const {
  return {mapToScene(event.position().toPoint()), event.modifiers(), zoom()};
}

CanvasTool *CanvasView::toolAt(const ToolEvent &event) const {
  CanvasTool *handle = layer_ ? layer_->handleAt(event) : nullptr;
  return handle ? handle : tool_;
}

void CanvasView::mousePressEvent(QMouseEvent *event) {
  setFocus();
  const bool pans = event->button() == Qt::MiddleButton ||
                    (event->button() == Qt::LeftButton && spaceDown_ && !dragged_);
  if (pans && panButton_ == Qt::NoButton) {
    panButton_ = event->button();
    panFrom_ = event->position().toPoint();
    viewport()->setCursor(Qt::ClosedHandCursor);
  } else if (event->button() == Qt::LeftButton) {
    dragged_ = toolAt(toolEvent(*event));
    if (dragged_) {
      dragged_->press(toolEvent(*event));
    }
  }
}

void CanvasView::mouseMoveEvent(QMouseEvent *event) {
  const ToolEvent moved = toolEvent(*event);
  if (dragged_ && !(event->buttons() & Qt::LeftButton)) {
    endDrag(moved);  // the release went elsewhere
  }
  if (panButton_ != Qt::NoButton) {
    const QPoint offset = event->position().toPoint() - panFrom_;
    panFrom_ = event->position().toPoint();
    fitted_ = false;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - offset.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() - offset.y());
    return;
  }
  if (dragged_) {
    dragged_->move(moved);
  }
  legend_->setReading(scene_.relevanceAt(moved.position));
  refreshCursor(moved);
}

void CanvasView::mouseReleaseEvent(QMouseEvent *event) {
  // Each button ends what it began: a drag and a pan may be on at once.
  if (event->button() == panButton_) {
    panButton_ = Qt::NoButton;
    refreshCursor(toolEvent(*event));
  } else if (event->button() == Qt::LeftButton) {
    endDrag(toolEvent(*event));
  }
}

void CanvasView::endDrag(const ToolEvent &event) {
  if (CanvasTool *tool = std::exchange(dragged_, nullptr)) {
    tool->release(event);
  }
}

void CanvasView::mouseDoubleClickEvent(QMouseEvent *event) {
  if (event->button() == Qt::LeftButton && layer_) {
    layer_->doubleClicked(mapToScene(event->position().toPoint()));
  }
}

void CanvasView::refreshCursor(const ToolEvent &event) {
  const CanvasTool *tool = dragged_ ? dragged_ : toolAt(event);
  viewport()->setCursor(spaceDown_ ? QCursor(Qt::OpenHandCursor)
                        : tool     ? tool->cursorAt(event)
                                   : QCursor());
}

void CanvasView::keyPressEvent(QKeyEvent *event) {
  switch (event->key()) {
    case Qt::Key_Space:
      if (!event->isAutoRepeat()) {
        spaceDown_ = true;
        viewport()->setCursor(Qt::OpenHandCursor);
      }
      return;
    case Qt::Key_Escape:
      if (escape()) {
        return;
      }
      break;
    default:
      break;
  }
  if (!layer_ || !layer_->keyPressed(*event)) {
    QGraphicsView::keyPressEvent(event);
  }
}

bool CanvasView::canEscape() const {
  return dragged_ || (homeTool_ && tool_ != homeTool_) || (layer_ && layer_->hasSelection());
}

bool CanvasView::escape() {
  if (CanvasTool *tool = std::exchange(dragged_, nullptr); tool && tool->cancel()) {
    return true;
  }
  if (homeTool_ && tool_ != homeTool_) {
    homeTool_->action()->trigger();
    return true;
  }
  const bool picked = layer_ && layer_->hasSelection();
  if (picked) {
    layer_->clearSelection();
  }
  return picked;
}

void CanvasView::keyReleaseEvent(QKeyEvent *event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    spaceDown_ = false;
    viewport()->unsetCursor();
    return;
  }
  QGraphicsView::keyReleaseEvent(event);
}

void CanvasView::focusInEvent(QFocusEvent *event) {
  hasKeyFocus_ = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
  QGraphicsView::focusInEvent(event);
  viewport()->update();
}

void CanvasView::focusOutEvent(QFocusEvent *event) {
  hasKeyFocus_ = false;
  spaceDown_ = false;
  QGraphicsView::focusOutEvent(event);
}

void CanvasView::leaveEvent(QEvent *event) {
  legend_->setReading(-1);
  QGraphicsView::leaveEvent(event);
}

void CanvasView::resizeEvent(QResizeEvent *event) {
  QGraphicsView::resizeEvent(event);
  if (fitted_) {
    fit();
  }
  placeLegend();
}

void CanvasView::placeLegend() {
  legend_->move(viewport()->width() - legend_->width() - kGrid,
                viewport()->height() - legend_->height() - kGrid);
}

void CanvasView::drawForeground(QPainter *painter, const QRectF &) {
  paintPixelGrid(*painter, scene_.pictureSize(), zoom());
  if (layer_ && !scene_.frame()) {
    paintHint(*painter, viewport()->rect(), layer_->emptyHint());
  }
  if (hasKeyFocus_) {
    painter->save();
    painter->resetTransform();
    painter->setPen(QPen(themeColours().accent, 2));
    painter->drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    painter->restore();
  }
}

}  // namespace everyword
