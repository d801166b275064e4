#include "engine/augment/diff_augment.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace everyword {

namespace {

constexpr double kLargestShift = 0.125, kCutSide = 0.5;  // of the picture's side
constexpr double kSmallestResize = 0.8, kResizeRange = 0.4;

at::Tensor perPicture(const at::Tensor &u, const at::Tensor &images) {
  return u.to(images.options().requires_grad(false)).view({-1, 1, 1, 1});
}

/// A share of the side in whole pixels, rounded as published.
std::int64_t pixels(double share, std::int64_t side) {
  return static_cast<std::int64_t>(share * static_cast<double>(side) + 0.5);
}

at::Tensor part(const at::Tensor &images, std::size_t i) {
  return images.narrow(0, static_cast<std::int64_t>(i), 1);
}

/// first .. first + count - 1, from numbers in [0,1).
std::vector<std::int64_t> integers(const at::Tensor &u, std::int64_t first, std::int64_t count) {
  std::vector<std::int64_t> values;
  for (std::int64_t i = 0; i < u.size(0); ++i) {
    const double share = u[i].item<double>();
    const auto step = static_cast<std::int64_t>(share * static_cast<double>(count));
    values.push_back(first + std::min(step, count - 1));
  }
  return values;
}

}  // namespace

at::Tensor changeBrightness(const at::Tensor &images, const at::Tensor &u) {
  return images + (perPicture(u, images) - 0.5);
}

at::Tensor changeSaturation(const at::Tensor &images, const at::Tensor &u) {
  const at::Tensor grey = images.mean(1, /*keepdim=*/true);
  return (images - grey) * (perPicture(u, images) * 2) + grey;
}

at::Tensor changeContrast(const at::Tensor &images, const at::Tensor &u) {
  const at::Tensor mean = images.mean({1, 2, 3}, /*keepdim=*/true);
  return (images - mean) * (perPicture(u, images) + 0.5) + mean;
}

at::Tensor shiftBy(const at::Tensor &images, const std::vector<std::int64_t> &rows,
                   const std::vector<std::int64_t> &columns) {
  std::vector<at::Tensor> shifted;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    shifted.push_back(
        at::constant_pad_nd(part(images, i), {-columns[i], columns[i], -rows[i], rows[i]}));
  }
  return at::cat(shifted);
}

at::Tensor resizeAboutCentre(const at::Tensor &images, double u) {
  const std::int64_t side = images.size(-1);
  const auto resized =
      static_cast<std::int64_t>((kSmallestResize + kResizeRange * u) * static_cast<double>(side));
  const std::int64_t before = (side - resized) / 2, behind = side - resized - before;
  return at::constant_pad_nd(
      at::upsample_bilinear2d(images, {resized, resized}, /*align_corners=*/false),
      {before, behind, before, behind});
}

at::Tensor cutSquares(const at::Tensor &images, const std::vector<std::int64_t> &centreRows,
                      const std::vector<std::int64_t> &centreColumns) {
  const std::int64_t side = images.size(-1), square = pixels(kCutSide, side);
  const at::Tensor kept =
      at::ones({images.size(0), 1, side, side}, images.options().requires_grad(false));
  const auto cut = [&](const at::Tensor &plane, std::int64_t dimension, std::int64_t centre) {
    const std::int64_t first = std::clamp<std::int64_t>(centre - square / 2, 0, side);
    const std::int64_t end = std::clamp<std::int64_t>(centre - square / 2 + square, first, side);
    return plane.narrow(dimension, first, end - first);
  };
  for (std::size_t i = 0; i < centreRows.size(); ++i) {
    cut(cut(part(kept, i), 2, centreRows[i]), 3, centreColumns[i]).zero_();
  }
  return images * kept;
}

Cutouts diffAugment(const at::Tensor &image, const at::Tensor &masks, std::int64_t count,
                    bool oneSize, Rng &rng) {
  const at::Tensor drawn = rng.uniformTensor({8, count}, 0.0, 1.0);
  const std::int64_t side = image.size(-1);
  const std::int64_t shift = pixels(kLargestShift, side);
  const std::int64_t places = side + 1 - pixels(kCutSide, side) % 2;
  const auto rows = integers(drawn[3], -shift, 2 * shift + 1);
  const auto columns = integers(drawn[4], -shift, 2 * shift + 1);
  const auto moved = [&](const at::Tensor &pictures) {
    const at::Tensor shifted = shiftBy(pictures, rows, columns);
    if (oneSize) {
      return resizeAboutCentre(shifted, drawn[5][0].item<double>());
    }
    std::vector<at::Tensor> resized;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto u = drawn[5][static_cast<std::int64_t>(i)].item<double>();
      resized.push_back(resizeAboutCentre(part(shifted, i), u));
    }
    return at::cat(resized);
  };

  at::Tensor x = (image * 2 - 1).expand({count, -1, -1, -1});
  x = changeContrast(changeSaturation(changeBrightness(x, drawn[0]), drawn[1]), drawn[2]);
  x = cutSquares(moved(x), integers(drawn[6], 0, places), integers(drawn[7], 0, places));
  Cutouts cutouts;
  cutouts.images = (x + 1) / 2;
  cutouts.masks = masks.size(1) == 0 ? at::empty({count, 0, side, side}, masks.options())
                                     : moved(masks.expand({count, -1, -1, -1})).round();
  return cutouts;
}

}  // namespace everyword
