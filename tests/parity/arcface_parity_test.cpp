// The identity network of the fixtures: full size, weights from their seeds.

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/models/arcface/arcface_model.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

const Fixture &fixture() {
  static const Fixture golden("arcface", "arcface");
  return golden;
}

const ArcFaceModel &seededModel() {
  static const auto model =
      ArcFaceModel::load(TensorTable::fromTensors(seededWeights(fixture().json()["weights"])));
  return *model;
}

}  // namespace

TEST_CASE("The identity network embeds faces like the reference", "[parity][arcface]") {
  const at::NoGradGuard noGrad;
  fixture().compare("pooled_cropped_small", croppedFaces(fixture().in("y_small")));
  fixture().compare("embedding_small", seededModel().embed(fixture().in("y_small")));
  fixture().compare("embedding_large", seededModel().embed(fixture().in("y_large")));
}

TEST_CASE("The identity network's blocks give the reference's features", "[parity][arcface]") {
  const at::NoGradGuard noGrad;
  const at::Tensor faces = croppedFaces(fixture().in("y_small"));
  fixture().compare("block_0_mean", seededModel().features(faces, 1).mean({2, 3}));
  const at::Tensor third = seededModel().features(faces, 4);
  fixture().compare("block_3", third.slice(2, 0, {}, 7).slice(3, 0, {}, 7));
  REQUIRE(seededModel().config().blocks.size() == 24);
  fixture().compare("block_23", seededModel().features(faces, 24));
}

TEST_CASE("The identity loss and its gradient are the reference's", "[parity][arcface]") {
  const at::Tensor edited = fixture().in("y_hat_small").clone().requires_grad_();
  const at::Tensor original = fixture().in("y_small").clone().requires_grad_();
  const at::Tensor loss = identityLoss(seededModel(), edited, original);
  fixture().compare("loss", loss);
  const auto gradients =
      torch::autograd::grad({loss}, {edited, original}, {}, false, false, /*allow_unused=*/true);
  fixture().compare("grad_y_hat", gradients[0]);
  CHECK_FALSE(gradients[1].defined());
}
