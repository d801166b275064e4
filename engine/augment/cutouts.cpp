#include "engine/augment/cutouts.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "engine/augment/colour_jitter.h"
#include "engine/augment/cutout_draws.h"
#include "engine/augment/diff_augment.h"
#include "engine/augment/homography.h"
#include "engine/augment/noise.h"
#include "engine/augment/published_resize.h"
#include "engine/core/check_shape.h"

namespace everyword {

namespace {

using Views = std::vector<ViewDraws>;

template <typename Part>
auto each(const Views &views, Part part) {
  std::vector<decltype(part(views.front()))> parts;
  parts.reserve(views.size());
  std::transform(views.begin(), views.end(), std::back_inserter(parts), part);
  return parts;
}

at::Tensor recoloured(const at::Tensor &images, const Views &views) {
  const auto matrices = each(views, [](const ViewDraws &view) { return view.colour; });
  const bool none = std::all_of(matrices.begin(), matrices.end(), [](const cv::Matx33d &matrix) {
    return matrix == cv::Matx33d::eye();
  });
  return none ? images : recolour(images, matricesLike(matrices, images));
}

at::Tensor erased(const at::Tensor &images, const Views &views) {
  return erase(images, each(views, [](const ViewDraws &view) { return view.erased; }));
}

/// Antialiased where it makes the picture smaller, plainly bilinear where it makes it larger.
at::Tensor resizeToSquare(const at::Tensor &pictures, std::int64_t size) {
  if (pictures.size(1) == 0) {
    return at::empty({pictures.size(0), 0, size, size}, pictures.options());
  }
  return at::_upsample_bilinear2d_aa(pictures, {size, size}, /*align_corners=*/false);
}

Cutouts distinctCutouts(const at::Tensor &image, const at::Tensor &masks,
                        const CutoutSettings &settings, std::int64_t size, Rng &rng) {
  const Views views = drawViews(settings, size, settings.count, rng);
  const auto matrices =
      each(views, [](const ViewDraws &view) { return view.affine * view.perspective; });
  const at::Tensor grid = samplingGrid(matricesLike(matrices, image), size, size);

  // Beyond the picture its border goes on, for the masks too: where a box touches the edge, the
  // pixels smeared outwards are the object's, and a mask of zeros there would punish them.
  Cutouts cutouts;
  cutouts.masks = sampleMasks(resizeToSquare(masks, size), grid, Padding::Border);
  cutouts.images = sample(resizeToSquare(image, size), grid, Padding::Border);
  cutouts.images = erased(recoloured(cutouts.images, views), views);
  if (settings.noise > 0) {
    const at::Tensor factors = rng.uniformTensor({settings.count}, 0.0, settings.noise);
    cutouts.images =
        addNoise(cutouts.images, factors, rng.normalBatch({settings.count, 3, size, size}));
  }
  return cutouts;
}

/// Steps 3 to 6 of the published loop. Its loop over the cutouts returns in its first pass, so
/// there is one view, and cutouts differ in how strongly one noise picture is added. Affine and
/// perspective are two samplings there, the second padded with zeros. The colour change is our
/// linear one: the reference's own goes over HSV.
Cutouts publishedCutouts(const at::Tensor &image, const at::Tensor &masks,
                         const CutoutSettings &settings, std::int64_t size, Rng &rng) {
  const Views views = drawViews(settings, size, 1, rng);
  const at::Tensor affine = samplingGrid(matricesLike({views[0].affine}, image), size, size);
  const at::Tensor perspective =
      samplingGrid(matricesLike({views[0].perspective}, image), size, size);

  at::Tensor view = publishedPool(publishedResize(image), size);
  view = sample(sample(view, affine, Padding::Border), perspective, Padding::Zeros);
  view = erased(recoloured(view, views), views);

  Cutouts cutouts;
  at::Tensor viewMasks = masks;
  if (masks.size(1) > 0) {
    viewMasks = sample(publishedPool(masks, size), affine, Padding::Border);
    viewMasks = sampleMasks(viewMasks, perspective, Padding::Zeros);
  } else {
    viewMasks = at::empty({1, 0, size, size}, masks.options());
  }
  cutouts.masks = viewMasks.expand({settings.count, -1, -1, -1});
  const at::Tensor factors =
      rng.uniformTensor({settings.count}, 0.0, std::max(settings.noise, 0.0));
  cutouts.images = addNoise(view, factors, rng.normalTensor({1, 3, size, size}));
  return cutouts;
}

/// AugCLIP's. As published the picture is changed at its own size, which is square there.
Cutouts diffAugmentedCutouts(const at::Tensor &image, const at::Tensor &masks, std::int64_t count,
                             std::int64_t size, bool asPublished, Rng &rng) {
  if (!asPublished) {
    return diffAugment(resizeToSquare(image, size), resizeToSquare(masks, size).round(), count,
                       /*oneSize=*/false, rng);
  }
  const std::int64_t side = image.size(-1);
  const bool isSquare = image.size(-2) == side;
  const at::Tensor squareMasks = isSquare ? masks : resizeToSquare(masks, side);
  Cutouts cutouts = diffAugment(isSquare ? image : resizeToSquare(image, side), squareMasks, count,
                                /*oneSize=*/true, rng);
  cutouts.images = at::upsample_bilinear2d(cutouts.images, {size, size}, /*align_corners=*/false);
  cutouts.masks = resizeToSquare(cutouts.masks, size).round();
  return cutouts;
}

}  // namespace

Cutouts makeCutouts(const at::Tensor &image, const at::Tensor &masks,
                    const CutoutSettings &settings, std::int64_t size, bool asPublished, Rng &rng) {
  checkShape(image, {1, 3, kAny, kAny}, "the picture of the cutouts");
  checkShape(masks, {kAny, image.size(2), image.size(3)}, "the masks of the cutouts");
  const at::Tensor maskBatch = masks.to(image.options().requires_grad(false)).unsqueeze(0);
  if (settings.kind == CutoutKind::DiffAugment) {
    return diffAugmentedCutouts(image, maskBatch, settings.count, size, asPublished, rng);
  }
  return asPublished ? publishedCutouts(image, maskBatch, settings, size, rng)
                     : distinctCutouts(image, maskBatch, settings, size, rng);
}

}  // namespace everyword
