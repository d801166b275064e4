#include "ui/regions/region_geometry.h"

#include <algorithm>
#include <cmath>

namespace everyword {
namespace {

double rounded(double fraction) { return std::round(fraction * 1000.0) / 1000.0; }

bool movesLeft(Grip grip) {
  return grip == Grip::TopLeft || grip == Grip::Left || grip == Grip::BottomLeft;
}
bool movesRight(Grip grip) {
  return grip == Grip::TopRight || grip == Grip::Right || grip == Grip::BottomRight;
}
bool movesTop(Grip grip) {
  return grip == Grip::TopLeft || grip == Grip::Top || grip == Grip::TopRight;
}
bool movesBottom(Grip grip) {
  return grip == Grip::BottomLeft || grip == Grip::Bottom || grip == Grip::BottomRight;
}

}  // namespace

QRectF rectInPixels(const Box &box, const QSizeF &size) {
  return {box.x * size.width(), box.y * size.height(), box.width * size.width(),
          box.height * size.height()};
}

Box boxFromPixels(const QRectF &rect, const QSizeF &size) {
  const QRectF inside = rect.normalized().intersected(QRectF(QPointF(), size));
  const double left = rounded(inside.left() / size.width());
  const double top = rounded(inside.top() / size.height());
  return {left, top, std::min(rounded(inside.width() / size.width()), 1.0 - left),
          std::min(rounded(inside.height() / size.height()), 1.0 - top)};
}

QPointF handlePosition(const QRectF &rect, Grip handle) {
  const QPointF centre = rect.center();
  return {movesLeft(handle)    ? rect.left()
          : movesRight(handle) ? rect.right()
                               : centre.x(),
          movesTop(handle)      ? rect.top()
          : movesBottom(handle) ? rect.bottom()
                                : centre.y()};
}

Grip gripAt(const QRectF &rect, const QPointF &point, double reach, bool withHandles) {
  if (withHandles) {
    for (const Grip handle : kHandles) {
      const QPointF offset = point - handlePosition(rect, handle);
      if (std::max(std::abs(offset.x()), std::abs(offset.y())) <= reach) {
        return handle;
      }
    }
  }
  return rect.contains(point) ? Grip::Inside : Grip::None;
}

Box movedBox(const Box &box, double dx, double dy) {
  Box moved = box;
  moved.x = std::clamp(rounded(box.x + dx), 0.0, std::max(0.0, 1.0 - box.width));
  moved.y = std::clamp(rounded(box.y + dy), 0.0, std::max(0.0, 1.0 - box.height));
  return moved;
}

Box resizedBox(const Box &box, Grip handle, const QPointF &to, bool keepShape) {
  double left = box.x, top = box.y, right = box.x + box.width, bottom = box.y + box.height;
  const double x = std::clamp(to.x(), 0.0, 1.0), y = std::clamp(to.y(), 0.0, 1.0);
  if (movesLeft(handle)) {
    left = std::min(x, right - kSmallestSide);
  }
  if (movesRight(handle)) {
    right = std::max(x, left + kSmallestSide);
  }
  if (movesTop(handle)) {
    top = std::min(y, bottom - kSmallestSide);
  }
  if (movesBottom(handle)) {
    bottom = std::max(y, top + kSmallestSide);
  }
  const bool corner =
      (movesLeft(handle) || movesRight(handle)) && (movesTop(handle) || movesBottom(handle));
  if (keepShape && corner) {
    // The larger of the two scales would leave the picture more often than the smaller.
    const double scale = std::min((right - left) / box.width, (bottom - top) / box.height);
    const double width = box.width * scale, height = box.height * scale;
    (movesLeft(handle) ? left : right) = movesLeft(handle) ? right - width : left + width;
    (movesTop(handle) ? top : bottom) = movesTop(handle) ? bottom - height : top + height;
  }
  return boxFromPixels(QRectF(QPointF(left, top), QPointF(right, bottom)), QSizeF(1, 1));
}

Qt::CursorShape cursorOf(Grip grip) {
  switch (grip) {
    case Grip::TopLeft:
    case Grip::BottomRight:
      return Qt::SizeFDiagCursor;
    case Grip::TopRight:
    case Grip::BottomLeft:
      return Qt::SizeBDiagCursor;
    case Grip::Top:
    case Grip::Bottom:
      return Qt::SizeVerCursor;
    case Grip::Left:
    case Grip::Right:
      return Qt::SizeHorCursor;
    case Grip::Inside:
      return Qt::SizeAllCursor;
    case Grip::None:
      break;
  }
  return Qt::ArrowCursor;
}

}  // namespace everyword
