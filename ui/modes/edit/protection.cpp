#include "ui/modes/edit/protection.h"

#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/canvas/canvas_layer.h"
#include "ui/project/commands/request_commands.h"
#include "ui/theme/actions.h"

namespace everyword {
namespace {
constexpr double kSmallestRadius = 0.008, kLargestRadius = 0.4, kSizeStep = 1.25;
}  // namespace

QImage hatching(const PaintedMask &area) {
  constexpr int kCell = 4, kPeriod = 12, kLine = 3;
  if (area.empty()) {
    return {};
  }
  constexpr int kSide = PaintedMask::kSide * kCell;
  constexpr QRgb kTint = qRgba(0, 0, 0, 70), kInk = qRgba(235, 235, 235, 235);
  QImage image(kSide, kSide, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  for (int y = 0; y < kSide; ++y) {
    auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
    const std::uint8_t *cells = &area.cells[std::size_t(y / kCell) * PaintedMask::kSide];
    for (int x = 0; x < kSide; ++x) {
      if (cells[x / kCell] != 0) {
        line[x] = (x + y) % kPeriod < kLine ? kInk : kTint;
      }
    }
  }
  return image;
}

ProtectedItem::ProtectedItem() { setZValue(kModeItems - 1); }

void ProtectedItem::setArea(const PaintedMask &area, const QSizeF &size) {
  if (size != size_) {
    prepareGeometryChange();
    size_ = size;
  }
  hatching_ = hatching(area);
  update();
}

void ProtectedItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) {
  if (!hatching_.isNull()) {
    painter->setRenderHint(QPainter::SmoothPixmapTransform, true);
    painter->drawImage(boundingRect(), hatching_);
  }
}

Protection::Protection(Document &document, CanvasScene &scene)
    : document_(document),
      scene_(scene),
      item_(new ProtectedItem),
      smaller_(makeAction(this, "actionBrushSmaller", tr("S&maller brush"), nullptr,
                          QKeySequence(Qt::Key_BracketLeft))),
      larger_(makeAction(this, "actionBrushLarger", tr("&Larger brush"), nullptr,
                         QKeySequence(Qt::Key_BracketRight))),
      clear_(makeAction(this, "actionClearProtection", tr("&Clear the protected area"), nullptr,
                        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Backspace))) {
  scene_.addItem(item_);
  connect(smaller_, &QAction::triggered, this, [this] { setRadius(radius_ / kSizeStep); });
  connect(larger_, &QAction::triggered, this, [this] { setRadius(radius_ * kSizeStep); });
  connect(clear_, &QAction::triggered, this, [this] {
    document_.undoStack().push(new SetProtectedArea(document_, {}, tr("clear the protected area")));
  });
  connect(&document_, &Document::changed, this, [this](const ChangeEvent &event) {
    if (event.kind == ChangeEvent::Kind::ProtectedArea ||
        event.kind == ChangeEvent::Kind::Everything) {
      refresh();
    }
  });
  connect(&scene_, &CanvasScene::pictureSizeChanged, this, &Protection::refresh);
  refresh();
}

Protection::~Protection() { delete item_; }

void Protection::setRadius(double radius) {
  radius_ = std::clamp(radius, kSmallestRadius, kLargestRadius);
  Q_EMIT radiusChanged();
}

void Protection::refresh() {
  area_ = document_.request().objective.protectedArea;
  item_->setArea(area_, scene_.pictureSize());
  clear_->setEnabled(!area_.empty());
}

void Protection::begin() { area_ = document_.request().objective.protectedArea; }

void Protection::paint(const QPointF &from, const QPointF &to, bool on) {
  const QPointF way = to - from;
  const int parts = 1 + int(std::hypot(way.x(), way.y()) / (radius_ / 2));
  for (int part = 0; part <= parts; ++part) {
    const QPointF at = from + way * part / parts;
    area_.paint(at.x(), at.y(), radius_, on);
  }
  item_->setArea(area_, scene_.pictureSize());
}

void Protection::end(bool on) {
  if (area_.empty()) {
    area_ = {};  // all erased is the same as never painted
  }
  if (area_ != document_.request().objective.protectedArea) {
    document_.undoStack().push(new SetProtectedArea(
        document_, area_, on ? tr("protect an area") : tr("erase protection")));
  }
}

void Protection::cancel() { refresh(); }

ProtectionBrush::ProtectionBrush(Protection &protection, bool paints)
    : CanvasTool(paints ? makeAction(nullptr, "actionProtect", tr("&Protect an area"), "brush",
                                     QKeySequence(Qt::Key_P))
                        : makeAction(nullptr, "actionUnprotect", tr("&Erase protection"), "eraser",
                                     QKeySequence(Qt::Key_E))),
      protection_(protection),
      paints_(paints) {}

void ProtectionBrush::press(const ToolEvent &event) {
  painting_ = true;
  last_ = event.inFractions(protection_.pictureSize());
  protection_.begin();
  protection_.paint(last_, last_, paints_);
}

void ProtectionBrush::move(const ToolEvent &event) {
  if (painting_) {
    const QPointF here = event.inFractions(protection_.pictureSize());
    protection_.paint(last_, here, paints_);
    last_ = here;
  }
}

void ProtectionBrush::release(const ToolEvent &) {
  if (std::exchange(painting_, false)) {
    protection_.end(paints_);
  }
}

bool ProtectionBrush::cancel() {
  if (painting_) {
    protection_.cancel();
  }
  return std::exchange(painting_, false);
}

/// A ring of the brush's size.
QCursor ProtectionBrush::cursorAt(const ToolEvent &event) const {
  constexpr int kSmallest = 5, kLargest = 256;
  const double diameter =
      2 * protection_.radius() * protection_.pictureSize().width() * event.viewScale;
  const int side = std::clamp(int(std::lround(diameter)), kSmallest, kLargest);
  QPixmap ring(side + 4, side + 4);
  ring.fill(Qt::transparent);
  QPainter painter(&ring);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF circle(2, 2, side, side);
  painter.setPen(QPen(QColor(0, 0, 0, 160), 3));
  painter.drawEllipse(circle);
  painter.setPen(QPen(Qt::white, 1.5));
  painter.drawEllipse(circle);
  return QCursor(ring);
}

}  // namespace everyword
