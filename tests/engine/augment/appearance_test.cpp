#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/augment/colour_jitter.h"
#include "engine/augment/erasing.h"
#include "engine/augment/homography.h"
#include "engine/augment/noise.h"
#include "engine/core/rng.h"

using namespace everyword;

namespace {

at::Tensor recolouredBy(const at::Tensor &image, double hue, double saturation) {
  return recolour(image, matricesLike({colourMatrix(hue, saturation)}, image));
}

at::Tensor luma(const at::Tensor &image) {
  return (image * at::tensor({0.299F, 0.587F, 0.114F}).view({1, 3, 1, 1})).sum(1);
}

}  // namespace

TEST_CASE("No change of hue and saturation leaves the colours as they are", "[augment]") {
  const at::Tensor image = Rng(1).uniformTensor({1, 3, 8, 8}, 0, 1);
  CHECK(at::allclose(recolouredBy(image, 0, 1), image, 0, 1e-5));
}

TEST_CASE("Hue and saturation keep the luma and every grey", "[augment]") {
  const at::Tensor image = Rng(1).uniformTensor({1, 3, 8, 8}, 0, 1);
  CHECK(at::allclose(luma(recolouredBy(image, 0.3, 1.4)), luma(image), 0, 1e-4));
  const at::Tensor grey = at::full({1, 3, 4, 4}, 0.6F);
  CHECK(at::allclose(recolouredBy(grey, 0.3, 1.4), grey, 0, 1e-3));
}

TEST_CASE("Without saturation all colours are grey, and a whole turn of the hue is none",
          "[augment]") {
  const at::Tensor image = Rng(1).uniformTensor({1, 3, 8, 8}, 0, 1);
  const at::Tensor grey = recolouredBy(image, 0.1, 0);
  CHECK(at::allclose(grey.select(1, 0), grey.select(1, 2), 0, 1e-3));
  CHECK(at::allclose(recolouredBy(image, 1, 1), image, 0, 1e-5));
}

TEST_CASE("Red becomes greenish after a third of a turn, one way or the other", "[augment]") {
  at::Tensor red = at::zeros({1, 3, 1, 1});
  red[0][0] = 1;
  CHECK(recolouredBy(red, 1.0 / 3, 1).argmax(1).item<int64_t>() != 0);
  CHECK(recolouredBy(red, -1.0 / 3, 1).argmax(1).item<int64_t>() !=
        recolouredBy(red, 1.0 / 3, 1).argmax(1).item<int64_t>());
}

TEST_CASE("An erased rectangle has its share of the copy and lies inside it", "[augment]") {
  for (const double aspect : {0.3, 1.0, 3.3}) {
    for (const double place : {0.0, 0.5, 0.999}) {
      const ErasedRect rect = erasedRect(100, 0.2, aspect, place, place);
      CHECK(static_cast<double>(rect.width * rect.height) == Approx(2000).epsilon(0.05));
      CHECK(rect.left >= 0);
      CHECK(rect.top >= 0);
      CHECK(rect.left + rect.width <= 100);
      CHECK(rect.top + rect.height <= 100);
    }
  }
  CHECK(erasedRect(100, 0.4, 3.3, 0, 0.9).height == 100);
}

TEST_CASE("Only the copy with a rectangle is erased, and only there, for its gradient too",
          "[augment]") {
  const at::Tensor images = at::ones({2, 3, 10, 10}).requires_grad_(true);
  const at::Tensor result = erase(images, {std::nullopt, ErasedRect{2, 3, 4, 5}});
  CHECK(result[0].sum().item<float>() == 300);
  CHECK(result[1].sum().item<float>() == 300 - 60);
  CHECK(result[1].narrow(1, 3, 5).narrow(2, 2, 4).abs().max().item<float>() == 0);
  const at::Tensor gradient = torch::autograd::grad({result.sum()}, {images})[0];
  CHECK(at::equal(gradient, result.detach()));
}

TEST_CASE("Noise has the deviation of its copy, and a shared noise picture stays one picture",
          "[augment]") {
  Rng rng(5);
  const at::Tensor image = at::full({1, 3, 64, 64}, 0.5F);
  const at::Tensor factors = at::tensor({0.0F, 0.05F, 0.1F});
  const at::Tensor own = addNoise(image, factors, rng.normalTensor({3, 3, 64, 64})) - image;
  CHECK(own[0].abs().max().item<float>() == 0);
  CHECK(own[1].std().item<float>() == Approx(0.05).epsilon(0.05));
  CHECK(own[2].std().item<float>() == Approx(0.1).epsilon(0.05));
  CHECK_FALSE(at::allclose(own[1] * 2, own[2], 0, 1e-3));
  const at::Tensor shared = addNoise(image, factors, rng.normalTensor({1, 3, 64, 64})) - image;
  CHECK(at::allclose(shared[1] * 2, shared[2], 0, 1e-5));
}
