#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <array>

#include "engine/api/run_request.h"

namespace everyword {

/// Where on a region the cursor is. The order of the eight handles is clockwise from the top left.
enum class Grip {
  TopLeft,
  Top,
  TopRight,
  Right,
  BottomRight,
  Bottom,
  BottomLeft,
  Left,
  Inside,
  None
};

inline constexpr std::array kHandles = {Grip::TopLeft,    Grip::Top,         Grip::TopRight,
                                        Grip::Right,      Grip::BottomRight, Grip::Bottom,
                                        Grip::BottomLeft, Grip::Left};

/// Smallest side of a box, as a fraction of the picture.
inline constexpr double kSmallestSide = 0.02;

/// Fractions -> pixels of a picture of `size`, and back (rounded to thousandths, clipped to the
/// picture).
QRectF rectInPixels(const Box &box, const QSizeF &size);
Box boxFromPixels(const QRectF &rectInPixels, const QSizeF &size);

/// The handle's centre.
QPointF handlePosition(const QRectF &rect, Grip handle);

/// What lies under `point`; `reach` is half a handle's side. Handles win over the inside when
/// `withHandles`.
Grip gripAt(const QRectF &rect, const QPointF &point, double reach, bool withHandles);

/// The box shifted by fractions, kept inside the picture.
Box movedBox(const Box &box, double dx, double dy);

/// The box with one handle dragged to `to` (fractions). `keepShape` keeps the ratio of the sides of
/// `box` at the corners.
Box resizedBox(const Box &box, Grip handle, const QPointF &to, bool keepShape);

Qt::CursorShape cursorOf(Grip grip);

}  // namespace everyword
