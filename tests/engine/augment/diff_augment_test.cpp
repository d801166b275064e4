#include "engine/augment/diff_augment.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <catch2/catch.hpp>

using namespace everyword;

namespace {

constexpr std::int64_t kSize = 32;

CutoutSettings augClip(int count) {
  CutoutSettings settings;
  settings.kind = CutoutKind::DiffAugment;
  settings.count = count;
  return settings;
}

at::Tensor boxMask() {
  at::Tensor masks = at::zeros({1, 48, 48});
  masks.narrow(1, 12, 24).narrow(2, 6, 24).fill_(1);
  return masks;
}

}  // namespace

TEST_CASE("AugCLIP's masks move with their picture", "[augment]") {
  const bool asPublished = GENERATE(false, true);
  // White in the box on black: what is cut out or shifted in is grey.
  const at::Tensor picture = boxMask().expand({3, 48, 48}).unsqueeze(0);
  Rng rng(5);
  const Cutouts cutouts = makeCutouts(picture, boxMask(), augClip(12), kSize, asPublished, rng);
  REQUIRE(cutouts.images.sizes() == at::IntArrayRef({12, 3, kSize, kSize}));
  REQUIRE(cutouts.masks.sizes() == at::IntArrayRef({12, 1, kSize, kSize}));
  CHECK(((cutouts.masks == 0) | (cutouts.masks == 1)).all().item<bool>());
  const at::Tensor grey = cutouts.images.mean(1, true);
  for (std::int64_t i = 0; i < 12; ++i) {
    INFO(i);
    const at::Tensor inside = grey[i].masked_select(cutouts.masks[i] == 1);
    const at::Tensor outside = grey[i].masked_select(cutouts.masks[i] == 0);
    CHECK(inside.mean().item<double>() > outside.mean().item<double>());
  }
  CHECK_FALSE(at::equal(cutouts.masks[0], cutouts.masks[1]));
}

TEST_CASE("AugCLIP's cutouts follow the stream alone, and every call takes as much of it",
          "[augment]") {
  const at::Tensor picture = Rng(3).uniformTensor({1, 3, 48, 48}, 0, 1);
  Rng one(7), two(7);
  const at::Tensor first = makeCutouts(picture, boxMask(), augClip(3), kSize, false, one).images;
  CHECK(at::equal(first, makeCutouts(picture, boxMask(), augClip(3), kSize, false, two).images));
  const at::Tensor state = one.state();
  const at::Tensor second = makeCutouts(picture, boxMask(), augClip(3), kSize, false, one).images;
  CHECK_FALSE(at::equal(first, second));
  Rng resumed(0);
  resumed.setState(state);
  const at::Tensor none = at::zeros({0, 48, 48});
  CHECK(at::equal(second, makeCutouts(picture, none, augClip(3), kSize, false, resumed).images));
  CHECK(at::equal(one.state(), resumed.state()));
}

TEST_CASE("Every pixel that AugCLIP shows has a gradient", "[augment]") {
  const bool asPublished = GENERATE(false, true);
  const at::Tensor picture = Rng(3).uniformTensor({1, 3, 40, 56}, 0, 1).requires_grad_();
  Rng rng(1);
  const Cutouts cutouts =
      makeCutouts(picture, at::zeros({0, 40, 56}), augClip(16), kSize, asPublished, rng);
  const auto gradient = torch::autograd::grad({cutouts.images.square().sum()}, {picture})[0];
  CHECK(gradient.isfinite().all().item<bool>());
  CHECK(gradient.ne(0).to(at::kDouble).mean().item<double>() > 0.9);
}

TEST_CASE("As published all of AugCLIP's cutouts have one size, otherwise each its own",
          "[augment]") {
  // Of a mask of the whole picture what is left shows how large it was drawn. The largest of many
  // cutouts is whole, unless all are smaller together.
  const at::Tensor picture = at::ones({1, 3, kSize, kSize});
  const at::Tensor whole = at::ones({1, kSize, kSize});
  const auto least = [&](bool asPublished) {
    double area = kSize * kSize;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      Rng rng(seed);
      const at::Tensor masks =
          makeCutouts(picture, whole, augClip(24), kSize, asPublished, rng).masks;
      area = std::min(area, masks.sum({1, 2, 3}).max().item<double>());
    }
    return area / (kSize * kSize);
  };
  CHECK(least(false) > 0.95);
  CHECK(least(true) < 0.8);
}
