#include "engine/augment/homography.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace everyword {

namespace {

// Beyond the horizon of a strong perspective the third coordinate turns negative and the picture
// would be seen mirrored, from behind. Held at this value, such points look far out on their own
// side, that is, at the padding.
constexpr double kHorizon = 1e-4;

constexpr std::int64_t kBilinear = 0;

at::Tensor pixelCentres(std::int64_t count, const at::TensorOptions &options) {
  return (at::arange(count, options) * 2 + 1) / static_cast<double>(count) - 1;
}

}  // namespace

cv::Matx33d perspectiveOutputToInput(double distortion, const std::array<double, 8> &inwards) {
  const std::array<cv::Point2f, 4> corners = {{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}};
  std::array<cv::Point2f, 4> moved;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    // Inwards is towards the centre: against the sign of the corner.
    moved[i].x = static_cast<float>(corners[i].x * (1 - distortion * inwards[2 * i]));
    moved[i].y = static_cast<float>(corners[i].y * (1 - distortion * inwards[2 * i + 1]));
  }
  const cv::Mat matrix = cv::getPerspectiveTransform(moved.data(), corners.data());
  return cv::Matx33d(matrix.ptr<double>());
}

at::Tensor matricesLike(const std::vector<cv::Matx33d> &matrices, const at::Tensor &like) {
  const auto count = static_cast<std::int64_t>(matrices.size());
  at::Tensor result = at::empty({count, 3, 3}, at::kDouble);
  for (std::int64_t i = 0; i < count; ++i) {
    std::copy_n(matrices[i].val, 9, result.data_ptr<double>() + 9 * i);
  }
  return result.to(like.options());
}

at::Tensor samplingGrid(const at::Tensor &matrices, std::int64_t height, std::int64_t width) {
  const at::NoGradGuard noGrad;
  const std::vector<at::Tensor> yx = at::meshgrid(
      {pixelCentres(height, matrices.options()), pixelCentres(width, matrices.options())}, "ij");
  // One product for all cutouts, of long rows: a batch of products of three columns takes ten times
  // as long.
  const at::Tensor points = at::stack({yx[1], yx[0], at::ones_like(yx[0])}).view({3, -1});
  const at::Tensor seen = at::mm(matrices.reshape({-1, 3}), points).view({-1, 3, height, width});
  const at::Tensor depth = seen.narrow(1, 2, 1).clamp_min(kHorizon);
  return (seen.narrow(1, 0, 2) / depth).permute({0, 2, 3, 1});
}

at::Tensor sample(const at::Tensor &pictures, const at::Tensor &grid, Padding padding) {
  const std::int64_t cutouts = grid.size(0);
  if (pictures.size(1) == 0) {
    return at::empty({cutouts, 0, grid.size(1), grid.size(2)}, pictures.options());
  }
  const at::Tensor source = pictures.expand({cutouts, -1, -1, -1});
  return at::grid_sampler(source, grid, kBilinear, padding == Padding::Border ? 1 : 0,
                          /*align_corners=*/false);
}

at::Tensor sampleMasks(const at::Tensor &masks, const at::Tensor &grid, Padding padding) {
  const at::NoGradGuard noGrad;
  return sample(masks, grid, padding).round();
}

}  // namespace everyword
