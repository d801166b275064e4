#include "ui/theme/region_colours.h"

#include <array>

namespace everyword {

QColor regionColour(int regionId) {
  static const std::array<QColor, 7> kColours = {
      QColor("#e69f00"), QColor("#56b4e9"), QColor("#cc79a7"), QColor("#009e73"),
      QColor("#f0e442"), QColor("#d55e00"), QColor("#4c83d6")};
  const int count = static_cast<int>(kColours.size());
  return kColours[static_cast<std::size_t>(((regionId - 1) % count + count) % count)];
}

}  // namespace everyword
