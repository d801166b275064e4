#include <cmath>
#include <numbers>

#include "engine/augment/homography.h"

namespace everyword {

cv::Matx33d affineOutputToInput(double degrees, double shiftX, double shiftY) {
  const double angle = degrees * std::numbers::pi / 180.0;
  const double cosine = std::cos(angle), sine = std::sin(angle);
  // A side is 2 long here. The shift came last, so the way back undoes it first.
  const double dx = 2.0 * shiftX, dy = 2.0 * shiftY;
  return {cosine, sine,   -cosine * dx - sine * dy,  //
          -sine,  cosine, sine * dx - cosine * dy,   //
          0.0,    0.0,    1.0};
}

}  // namespace everyword
