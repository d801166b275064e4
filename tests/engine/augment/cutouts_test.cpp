#include "engine/augment/cutouts.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"

using namespace everyword;

namespace {

/// Settings with what a run adds to them.
struct CutoutCase : CutoutSettings {
  std::int64_t size = 224;
  bool asPublished = false;
};

Cutouts makeCutouts(const at::Tensor &image, const at::Tensor &masks, const CutoutCase &options,
                    Rng &rng) {
  return everyword::makeCutouts(image, masks, options, options.size, options.asPublished, rng);
}

CutoutCase plainOptions() {
  CutoutCase options;
  options.count = 4;
  options.size = 32;
  options.affineProbability = options.perspectiveProbability = options.colourProbability = 0;
  options.noise = 0;
  return options;
}

/// Every change, always.
CutoutCase wildOptions() {
  CutoutCase options;
  options.count = 6;
  options.size = 64;
  options.affineProbability = options.perspectiveProbability = options.colourProbability = 1;
  options.erasingProbability = 1;
  return options;
}

at::Tensor boxMask(std::int64_t side) {
  at::Tensor masks = at::zeros({1, side, side});
  masks.narrow(1, side / 4, side / 2).narrow(2, side / 8, side / 2).fill_(1);
  return masks;
}

at::Tensor somePicture(std::int64_t height, std::int64_t width) {
  return Rng(3).uniformTensor({1, 3, height, width}, 0, 1);
}

/// Largest difference between two of the copies.
float spread(const at::Tensor &images) {
  return (images.amax(0) - images.amin(0)).max().item<float>();
}

}  // namespace

TEST_CASE("Without any change each copy is the picture", "[augment]") {
  Rng rng(1);
  const at::Tensor image = somePicture(32, 32);
  const Cutouts copies = makeCutouts(image, boxMask(32), plainOptions(), rng);
  CHECK(at::allclose(copies.images, image.expand({4, 3, 32, 32}), 0, 1e-5));
  CHECK(at::equal(copies.masks, boxMask(32).unsqueeze(0).expand({4, 1, 32, 32})));
}

TEST_CASE("A larger picture is averaged, not sampled, on its way to a small copy", "[augment]") {
  Rng rng(1);
  // Stripes of one pixel: a plain bilinear reduction by four would keep some of them.
  const at::Tensor stripes =
      at::arange(128, at::kFloat).remainder(2).view({1, 1, 1, 128}).expand({1, 3, 128, 128});
  const Cutouts copies = makeCutouts(stripes, at::zeros({0, 128, 128}), plainOptions(), rng);
  CHECK(spread(copies.images) < 1e-5F);
  CHECK((copies.images - 0.5).abs().max().item<float>() < 0.1F);
}

TEST_CASE("Picture and masks move together", "[augment]") {
  const bool asPublished = GENERATE(false, true);
  CAPTURE(asPublished);
  CutoutCase options = wildOptions();
  options.colourProbability = options.erasingProbability = options.noise = 0;
  options.asPublished = asPublished;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Rng rng(seed);
    const at::Tensor mask = boxMask(64);
    const at::Tensor image = mask.unsqueeze(0).expand({1, 3, 64, 64});
    const Cutouts copies = makeCutouts(image, mask, options, rng);
    CHECK(at::logical_or(copies.masks == 0, copies.masks == 1).all().item<bool>());
    // The mask is the painted box rounded, so they differ by less than a half, and only along the
    // edges. As published, the picture is resized twice and the mask once, which blurs the edges
    // differently.
    const at::Tensor difference = (copies.images.narrow(1, 0, 1) - copies.masks).abs();
    CHECK(difference.max().item<float>() < (asPublished ? 0.75F : 0.501F));
    CHECK(difference.mean().item<float>() < 0.05F);
    CHECK_FALSE(at::equal(copies.masks, mask.unsqueeze(0).expand_as(copies.masks)));
  }
}

TEST_CASE("The same seed makes the same bytes, and another seed others", "[augment]") {
  CutoutCase options = wildOptions();
  options.asPublished = GENERATE(false, true);
  const auto copiesOf = [&](std::uint64_t seed) {
    Rng rng(seed);
    return makeCutouts(somePicture(48, 40), at::ones({2, 48, 40}), options, rng);
  };
  CHECK(at::equal(copiesOf(7).images, copiesOf(7).images));
  CHECK_FALSE(at::equal(copiesOf(7).images, copiesOf(8).images));
}

TEST_CASE("Turning one kind of change off leaves the others as they were", "[augment]") {
  CutoutCase options = wildOptions();
  options.noise = 0;
  Rng first(2), second(2);
  const Cutouts all = makeCutouts(somePicture(64, 64), boxMask(64), options, first);
  options.colourProbability = options.erasingProbability = 0;
  const Cutouts moved = makeCutouts(somePicture(64, 64), boxMask(64), options, second);
  CHECK(at::equal(all.masks, moved.masks));
}

TEST_CASE("Copies differ by default; as published they differ in the strength of one noise only",
          "[augment]") {
  CutoutCase options = wildOptions();
  options.noise = 0;
  Rng rng(4);
  CHECK(spread(makeCutouts(somePicture(64, 64), boxMask(64), options, rng).images) > 0.1F);
  options.asPublished = true;
  CHECK(spread(makeCutouts(somePicture(64, 64), boxMask(64), options, rng).images) == 0.0F);

  options.noise = 0.1;
  const Cutouts noisy = makeCutouts(somePicture(64, 64), boxMask(64), options, rng);
  const at::Tensor one = (noisy.images[1] - noisy.images[0]).flatten();
  const at::Tensor other = (noisy.images[2] - noisy.images[0]).flatten();
  const float cosine = (one.dot(other) / (one.norm() * other.norm())).abs().item<float>();
  CHECK(cosine == Approx(1).margin(1e-3));
}

TEST_CASE("The copies' noise is as strong as the option says", "[augment]") {
  CutoutCase options = plainOptions();
  options.count = 200;
  options.noise = 0.2;
  Rng rng(6);
  const at::Tensor image = somePicture(32, 32);
  const at::Tensor noise = makeCutouts(image, at::zeros({0, 32, 32}), options, rng).images - image;
  const at::Tensor deviations = noise.flatten(1).std(1);
  CHECK(noise.mean().item<float>() == Approx(0).margin(1e-3));
  CHECK(deviations.mean().item<float>() == Approx(0.1).epsilon(0.1));
  CHECK(deviations.max().item<float>() < 0.21F);
}

TEST_CASE("The gradient reaches every pixel of the picture and agrees with differences",
          "[augment]") {
  CutoutCase options = wildOptions();
  options.erasingProbability = 0;
  options.size = 24;
  options.asPublished = GENERATE(false, true);
  const at::Tensor image = somePicture(16, 16).to(at::kDouble).requires_grad_(true);
  const auto score = [&](const at::Tensor &picture) {
    Rng rng(9);
    return makeCutouts(picture, at::zeros({0, 16, 16}), options, rng).images.square().sum();
  };
  const at::Tensor gradient = torch::autograd::grad({score(image)}, {image})[0];
  CHECK(at::isfinite(gradient).all().item<bool>());
  const at::Tensor direction = Rng(10).normalTensor({1, 3, 16, 16}).to(at::kDouble);
  constexpr double kStep = 1e-6;
  const at::NoGradGuard noGrad;
  const double difference =
      (score(image + kStep * direction) - score(image - kStep * direction)).item<double>() /
      (2 * kStep);
  CHECK((gradient * direction).sum().item<double>() == Approx(difference).epsilon(1e-5));
}

TEST_CASE("There may be no masks at all", "[augment]") {
  CutoutCase options = wildOptions();
  options.asPublished = GENERATE(false, true);
  Rng rng(1);
  const Cutouts copies = makeCutouts(somePicture(20, 30), at::zeros({0, 20, 30}), options, rng);
  CHECK(copies.masks.sizes() == at::IntArrayRef({6, 0, 64, 64}));
  CHECK(copies.images.sizes() == at::IntArrayRef({6, 3, 64, 64}));
}

TEST_CASE("Masks of another size than the picture are refused by name", "[augment]") {
  Rng rng(1);
  CHECK_THROWS_AS(makeCutouts(somePicture(20, 30), at::zeros({1, 30, 20}), plainOptions(), rng),
                  ShapeError);
}
