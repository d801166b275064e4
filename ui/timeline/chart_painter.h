#pragma once

#include <QPainter>
#include <QPolygonF>
#include <vector>

namespace everyword {

/// Steps of 1, 2 or 5 times a power of ten between `lowest` and `highest`, both included where they
/// are such numbers, at most `most` of them; none when the range is empty or not finite. `whole`:
/// whole numbers only.
std::vector<double> axisTicks(double lowest, double highest, int most, bool whole = false);

/// A plot: where its rectangle lies on the widget and which values its edges are.
struct PlotArea {
  QRectF rect;
  double left = 0, right = 1;  ///< values of x at the edges
  double bottom = 0, top = 1;  ///< values of y at the edges

  double x(double value) const {
    return rect.left() + rect.width() * (value - left) / (right - left);
  }
  double y(double value) const {
    return rect.bottom() - rect.height() * (value - bottom) / (top - bottom);
  }
  /// The value of x under a pixel.
  double valueAt(double pixel) const {
    return left + (right - left) * (pixel - rect.left()) / rect.width();
  }
};

/// The points (in values) as one line, clipped to the plot.
void paintLine(QPainter &painter, const PlotArea &plot, const std::vector<QPointF> &points);

/// Grid lines with their numbers: x below the plot, y to the left of it.
void paintAxes(QPainter &painter, const PlotArea &plot);

}  // namespace everyword
