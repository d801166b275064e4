#include "ui/timeline/chart_painter.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"

namespace everyword {

std::vector<double> axisTicks(double lowest, double highest, int most, bool whole) {
  const double range = highest - lowest;
  if (!std::isfinite(range) || range <= 0 || most < 1) {
    return {};
  }
  constexpr double kRounding = 1e-9;
  double power = std::pow(10.0, std::floor(std::log10(range / most)));
  for (;; power *= 10) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double step = power * factor;
      const double first = std::ceil(lowest / step - kRounding);
      const double last = std::floor(highest / step + kRounding);
      if (last - first + 1 > most || (whole && step < 1)) {
        continue;
      }
      std::vector<double> ticks;
      for (double index = first; index <= last; ++index) {
        ticks.push_back(index * step);
      }
      return ticks;
    }
  }
}

void paintLine(QPainter &painter, const PlotArea &plot, const std::vector<QPointF> &points) {
  QPolygonF line;
  for (const QPointF &point : points) {
    line << QPointF(plot.x(point.x()), plot.y(std::clamp(point.y(), plot.bottom, plot.top)));
  }
  painter.drawPolyline(line);
}

void paintAxes(QPainter &painter, const PlotArea &plot) {
  const ThemeColours &colours = themeColours();
  const QFontMetricsF metrics(painter.font());
  const double label = metrics.height();
  const auto mark = [&](const QLineF &line, const QRectF &place, int align, double value) {
    painter.setPen(colours.border);
    painter.drawLine(line);
    painter.setPen(colours.mutedText);
    painter.drawText(place, align, QString::number(value, 'g', 3));
  };
  for (const double value : axisTicks(plot.left, plot.right, int(plot.rect.width() / 60), true)) {
    const double x = plot.x(value);
    mark({x, plot.rect.top(), x, plot.rect.bottom()}, {x - 30, plot.rect.bottom() + 2, 60, label},
         Qt::AlignHCenter | Qt::AlignTop, value);
  }
  for (const double value : axisTicks(plot.bottom, plot.top, int(plot.rect.height() / 24))) {
    const double y = plot.y(value);
    mark({plot.rect.left(), y, plot.rect.right(), y},
         {0, y - label / 2, plot.rect.left() - kHalfGrid, label}, Qt::AlignRight | Qt::AlignVCenter,
         value);
  }
}

}  // namespace everyword
