#include "engine/augment/colour_jitter.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>

namespace everyword {

cv::Matx33d colourMatrix(double hueTurns, double saturation) {
  // NTSC's YIQ: luma, and two axes of the chroma plane.
  static const cv::Matx33d yiq(0.299, 0.587, 0.114,       //
                               0.5959, -0.2746, -0.3213,  //
                               0.2115, -0.5227, 0.3112);
  static const cv::Matx33d rgb = yiq.inv();
  const double angle = 2.0 * std::numbers::pi * hueTurns;
  const double along = saturation * std::cos(angle), across = saturation * std::sin(angle);
  const cv::Matx33d chroma(1.0, 0.0, 0.0,        //
                           0.0, along, -across,  //
                           0.0, across, along);
  return rgb * chroma * yiq;
}

at::Tensor recolour(const at::Tensor &images, const at::Tensor &matrices) {
  const at::Tensor pixels = images.flatten(2);
  return at::matmul(matrices, pixels).view({matrices.size(0), 3, images.size(2), images.size(3)});
}

}  // namespace everyword
