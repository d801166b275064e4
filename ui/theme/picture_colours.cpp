#include "ui/theme/picture_colours.h"

#include <algorithm>
#include <array>

namespace everyword {

QColor regionColour(int regionId) {
  static const std::array<QColor, 7> kColours = {
      QColor("#e69f00"), QColor("#56b4e9"), QColor("#cc79a7"), QColor("#009e73"),
      QColor("#f0e442"), QColor("#d55e00"), QColor("#4c83d6")};
  const int count = static_cast<int>(kColours.size());
  return kColours[static_cast<std::size_t>(((regionId - 1) % count + count) % count)];
}

QColor inkOn(const QColor &colour) {
  return colour.lightnessF() > 0.42F || colour.green() > 150 ? QColor(20, 20, 20)
                                                             : QColor(Qt::white);
}

void paintColourBar(QPainter &painter, const QRect &bar, ColourMap colours) {
  for (int column = 0; column < bar.width(); ++column) {
    const Rgb rgb = colourOf(colours, double(column) / std::max(1, bar.width() - 1));
    painter.fillRect(bar.left() + column, bar.top(), 1, bar.height(),
                     QColor(rgb.red, rgb.green, rgb.blue));
  }
}

}  // namespace everyword
