#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/latents/latent_space.h"
#include "engine/models/biggan/biggan_model.h"
#include "tests/engine/biggan/random_biggan.h"

using namespace everyword;

namespace {

LoadedModels tinyModels() {
  at::manual_seed(3);
  LoadedModels models;
  models.byRole["biggan"] = BigGanModel::load(TinyBigGan().table());
  return models;
}

}  // namespace

TEST_CASE("A BigGAN's latent starts as a truncated z and the embedding of one of its classes",
          "[latents]") {
  const LoadedModels models = tinyModels();
  const auto &model = models.get<BigGanModel>("biggan");
  const auto space = makeLatentSpace("biggan_z", models);
  Rng rng(7), same(7), other(8);
  const auto latent = space->start({}, rng);
  REQUIRE(latent.size() == 2);
  CHECK(latent[0].sizes() == at::IntArrayRef({1, model.config().latentDim()}));
  CHECK(latent[0].abs().max().item<double>() <= 2);
  CHECK((model.classEmbeddings() == latent[1]).all(1).any().item<bool>());
  CHECK(at::equal(latent[0], space->start({}, same)[0]));
  CHECK_FALSE(at::equal(latent[0], space->start({}, other)[0]));
}

TEST_CASE("A BigGAN's latent becomes a picture of its own size that both leaves move",
          "[latents]") {
  const LoadedModels models = tinyModels();
  const auto side = models.get<BigGanModel>("biggan").config().resolution;
  const auto space = makeLatentSpace("biggan_z", models);
  Rng rng(7);
  auto latent = space->start({}, rng);
  CHECK(space->pictureSizeOf(latent).width == side);
  CHECK(space->pictureSize({}).height == side);
  for (at::Tensor &leaf : latent) {
    leaf.requires_grad_();
  }
  const at::Tensor picture = space->decode(latent);
  CHECK(picture.sizes() == at::IntArrayRef({1, 3, side, side}));
  CHECK(picture.min().item<double>() >= 0);
  CHECK(picture.max().item<double>() <= 1);
  for (const at::Tensor &gradient : torch::autograd::grad({picture.square().sum()}, latent)) {
    CHECK(gradient.abs().max().item<double>() > 0);
  }
}

TEST_CASE("A BigGAN's z is held where it was trained, and its class embedding is free",
          "[latents]") {
  const LoadedModels models = tinyModels();
  const auto space = makeLatentSpace("biggan_z", models);
  Rng rng(7);
  auto latent = space->start({}, rng);
  latent[0].fill_(3);
  latent[1].fill_(-9);
  space->constrain(latent);
  CHECK(latent[0].eq(2).all().item<bool>());
  CHECK(latent[1].eq(-9).all().item<bool>());
}

TEST_CASE("A latent of another generator is refused, and so is a start that a BigGAN has not",
          "[latents]") {
  const auto space = makeLatentSpace("biggan_z", tinyModels());
  CHECK_THROWS_AS(space->pictureSizeOf(std::vector{at::zeros({1, 32, 4, 4})}), ShapeError);
  CHECK_THROWS_AS(space->pictureSizeOf(std::vector{at::zeros({1, 9}), at::zeros({1, 6})}),
                  ShapeError);
  CHECK_NOTHROW(requireStart("biggan_z", Start::Noise));
  CHECK_THROWS_AS(requireStart("biggan_z", Start::Picture), InputError);
  CHECK_NOTHROW(requireStart("vqgan_codes", Start::Picture));
}
