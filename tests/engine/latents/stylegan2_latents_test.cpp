#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/latents/latent_space.h"
#include "engine/models/stylegan2/stylegan2_model.h"
#include "tests/engine/stylegan2/tiny_stylegan2.h"

using namespace everyword;

namespace {

LoadedModels tinyModels() {
  at::manual_seed(3);
  LoadedModels models;
  models.byRole["stylegan2"] = StyleGan2Model::load(TinyStyleGan2().table());
  return models;
}

std::vector<at::Tensor> startOf(const LatentSpace &space, std::uint64_t seed, double truncation) {
  Rng rng(seed);
  StartPoint start;
  start.truncation = truncation;
  return space.start(start, rng);
}

}  // namespace

TEST_CASE("A StyleGAN2 starts from one face by its seed, nearer to the mean by the truncation",
          "[latents]") {
  const LoadedModels models = tinyModels();
  const auto space = makeLatentSpace("stylegan2_w_plus", models);
  const at::Tensor one = startOf(*space, 7, 1)[0];
  CHECK(one.size(1) == models.get<StyleGan2Model>("stylegan2").config().latentRows());
  CHECK(at::equal(one.select(1, 0), one.select(1, -1 + one.size(1))));
  CHECK(at::equal(one, startOf(*space, 7, 1)[0]));
  CHECK_FALSE(at::equal(one, startOf(*space, 8, 1)[0]));
  const at::Tensor mean = startOf(*space, 7, 0)[0];
  CHECK(at::allclose(mean, startOf(*space, 8, 0)[0]));
  CHECK(at::allclose(startOf(*space, 7, 0.7)[0], 0.3 * mean + 0.7 * one, 1e-4, 1e-5));
}

TEST_CASE("Both latents of a StyleGAN2 make the same picture of its own size", "[latents]") {
  const LoadedModels models = tinyModels();
  const auto side = models.get<StyleGan2Model>("stylegan2").config().size;
  const auto wPlus = makeLatentSpace("stylegan2_w_plus", models);
  const auto styles = makeLatentSpace("stylegan2_styles", models);
  const auto one = startOf(*wPlus, 7, 0.7), other = startOf(*styles, 7, 0.7);
  const at::Tensor picture = wPlus->decode(one);
  CHECK(picture.sizes() == at::IntArrayRef({1, 3, side, side}));
  CHECK(at::allclose(picture, styles->decode(other), 1e-4, 1e-5));
  CHECK(wPlus->pictureSizeOf(one).width == side);
  CHECK(styles->pictureSizeOf(other).height == side);
  CHECK_THROWS_AS(wPlus->pictureSizeOf(other), ShapeError);
  CHECK_THROWS_AS(styles->pictureSizeOf(one), ShapeError);
}

TEST_CASE("A mix takes the layers from the given one on from the face of the second seed",
          "[latents]") {
  const LoadedModels models = tinyModels();
  const auto &model = models.get<StyleGan2Model>("stylegan2");
  const std::int64_t rows = model.config().latentRows();
  const auto space = makeLatentSpace("stylegan2_w_plus", models);
  const at::Tensor first = startOf(*space, 7, 0.7)[0], second = startOf(*space, 8, 0.7)[0];
  const auto mixed = [&](const std::string &id, int from) {
    StartPoint start;
    start.mixSeed = 8;
    start.mixFrom = from;
    Rng rng(7);
    return makeLatentSpace(id, models)->start(start, rng);
  };
  const at::Tensor mix = mixed("stylegan2_w_plus", 2)[0];
  CHECK(at::equal(mix.narrow(1, 0, 2), first.narrow(1, 0, 2)));
  CHECK(at::equal(mix.narrow(1, 2, rows - 2), second.narrow(1, 2, rows - 2)));
  CHECK(at::equal(mixed("stylegan2_w_plus", 0)[0], second));
  const std::vector<at::Tensor> styles = mixed("stylegan2_styles", 2), of = model.stylesOf(mix);
  REQUIRE(styles.size() == of.size());
  for (std::size_t i = 0; i < styles.size(); ++i) {
    CHECK(at::equal(styles[i], of[i]));
  }
  CHECK_THROWS_AS(mixed("stylegan2_w_plus", static_cast<int>(rows)), InputError);
  CHECK_THROWS_AS(mixed("stylegan2_styles", 17), InputError);
}

TEST_CASE("The scales of the to-RGB layers stay as they are", "[latents]") {
  const LoadedModels models = tinyModels();
  const auto space = makeLatentSpace("stylegan2_styles", models);
  std::vector<at::Tensor> leaves = startOf(*space, 7, 0.7);
  for (at::Tensor &leaf : leaves) {
    leaf.requires_grad_();
  }
  const auto gradients = torch::autograd::grad({space->decode(leaves).square().sum()}, leaves);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    CAPTURE(i);
    CHECK((gradients[i].abs().max().item<double>() == 0) == StyleGan2Config::isRgbStyle(i));
  }
}
