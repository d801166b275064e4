#include "engine/latents/biggan_basis.h"

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
  LoadedModels models;
  models.byRole["biggan"] = BigGanModel::load(TinyBigGan().table());
  return models;
}

StartPoint keeping(int kept) {
  StartPoint start;
  start.kind = Start::Search;
  start.searchKept = kept;
  start.truncation = 1;
  return start;
}

}  // namespace

TEST_CASE("Each coordinate of a mixture lies between those of its basis", "[latents]") {
  const at::Tensor basis = at::randn({4, 9});
  const at::Tensor mixture = mixtureOf(at::randn({4, 9}) * 3, basis);
  CHECK(mixture.sizes() == at::IntArrayRef({1, 9}));
  CHECK((mixture.ge(basis.amin(0)) & mixture.le(basis.amax(0))).all().item<bool>());
  CHECK(at::allclose(mixtureOf(at::zeros({4, 9}), basis), basis.mean(0, true)));
}

TEST_CASE("The picture of a tried start is that of a basis of it alone", "[latents]") {
  const LoadedModels models = tinyModels();
  const auto space = makeLatentSpace("biggan_basis", models);
  Rng rng(7);
  const auto one = space->tried(keeping(3), rng), two = space->tried(keeping(3), rng);
  std::vector<at::Tensor> both;
  for (std::size_t i = 0; i < one.size(); ++i) {
    both.push_back(at::cat({one[i], two[i]}));
  }
  const at::Tensor pictures = space->decodeTried(both);
  CHECK(at::allclose(pictures.narrow(0, 0, 1), space->decode(one), 1e-4, 1e-5));
  CHECK(at::allclose(pictures.narrow(0, 1, 1), space->decode(two), 1e-4, 1e-5));
  const auto kept = space->fromBest({two, one}, {0.1, 0.2});
  CHECK(at::equal(kept[3][0], two[3][0]));
  CHECK(at::equal(kept[3][1], one[3][0]));
  CHECK(space->pictureSizeOf(kept).width == TinyBigGan::configuration().resolution);
}

TEST_CASE("A basis starts with as many latents as a search keeps, and every leaf moves the picture",
          "[latents]") {
  const LoadedModels models = tinyModels();
  const auto &config = models.get<BigGanModel>("biggan").config();
  const auto space = makeLatentSpace("biggan_basis", models);
  Rng rng(7);
  auto latent = space->start(keeping(3), rng);
  REQUIRE(latent.size() == 4);
  CHECK(latent[0].sizes() == at::IntArrayRef({3, config.latentDim()}));
  CHECK(latent[1].sizes() == at::IntArrayRef({3, config.sharedDim}));
  CHECK(latent[2].sizes() == at::IntArrayRef({3, config.sharedDim}));
  CHECK(latent[3].sizes() == at::IntArrayRef({3, config.latentDim()}));
  for (at::Tensor &leaf : latent) {
    leaf.requires_grad_();
  }
  const at::Tensor picture = space->decode(latent);
  for (const at::Tensor &gradient : torch::autograd::grad({picture.square().sum()}, latent)) {
    CHECK(gradient.abs().max().item<double>() > 0);
  }
}

TEST_CASE("Only z of a basis is held where the generator was trained", "[latents]") {
  const LoadedModels models = tinyModels();
  const auto space = makeLatentSpace("biggan_basis", models);
  Rng rng(7);
  auto latent = space->start(keeping(2), rng);
  for (at::Tensor &leaf : latent) {
    leaf.fill_(-9);
  }
  space->constrain(latent);
  CHECK(latent[3].eq(-2).all().item<bool>());
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(latent[i].eq(-9).all().item<bool>());
  }
  CHECK_THROWS_AS(space->pictureSizeOf(std::vector{at::zeros({1, 9}), at::zeros({1, 5})}),
                  ShapeError);
}
