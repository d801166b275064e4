// The BigGAN of the fixtures: 64 pixels, weights from their seeds.

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/models/biggan/biggan_layers.h"
#include "engine/models/biggan/biggan_model.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

const Fixture &fixture() {
  static const Fixture golden("biggan", "biggan");
  return golden;
}

std::map<std::string, at::Tensor> weights() { return seededWeights(fixture().json()["weights"]); }

const BigGanModel &seededModel() {
  static const auto model = BigGanModel::load(TensorTable::fromTensors(weights()));
  return *model;
}

}  // namespace

TEST_CASE("BigGAN's picture, features and gradients are the reference's", "[parity][biggan]") {
  const at::Tensor z = fixture().in("z").clone().requires_grad_();
  const at::Tensor y = seededModel().classEmbedding(fixture().in("classes")).requires_grad_();
  fixture().compare("y", y);
  const at::Tensor picture = seededModel().generate(z, y);
  fixture().compare("image", picture);
  const at::Tensor loss = (picture * fixture().in("image_weight")).sum();
  const auto gradients = torch::autograd::grad({loss}, {z, y});
  fixture().compare("grad_z", gradients[0]);
  fixture().compare("grad_y", gradients[1]);
  fixture().compare("block_0", seededModel().features(z, y, 1));
  fixture().compare("block_1", seededModel().features(z, y, 2));
}

TEST_CASE("Spectral norm takes one step of power iteration from the stored vector",
          "[parity][biggan]") {
  const auto tensors = weights();
  const at::Tensor normalised =
      biggan::spectralNormalised(tensors.at("linear.weight"), tensors.at("linear.u0"));
  fixture().compare("spectral_norm_of_linear", normalised.slice(0, 0, 8).slice(1, 0, 8));
}

TEST_CASE("BigGAN's configuration follows from the shapes", "[parity][biggan]") {
  const auto &expected = fixture().json()["config"];
  const BigGanConfig &config = seededModel().config();
  CHECK(config.resolution == expected["resolution"]);
  CHECK(config.classes == expected["n_classes"]);
  CHECK(config.sharedDim == expected["shared_dim"]);
  CHECK(config.latentDim() == fixture().json()["dim_z_used"]);
  CHECK(config.chunk == fixture().json()["z_chunk"]);
  CHECK(config.attention == std::vector<bool>{false, false, true, false});
}
