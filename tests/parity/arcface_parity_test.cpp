// The identity networks of the fixtures: full size, weights from their seeds.

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/models/arcface/arcface_model.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

std::shared_ptr<const ArcFaceModel> seededModel(const Fixture &fixture,
                                                c10::ScalarType type = at::kFloat) {
  return ArcFaceModel::load(TensorTable::fromTensors(seededWeights(fixture.json()["weights"]))
                                .withOptions({.type = type}));
}

/// The feature map of the block that "out.block_3" or "out.block_0_mean" names, stored in full, as
/// its spatial mean, or as every so many rows and columns.
void compareBlock(const Fixture &fixture, const std::string &name, const ArcFaceModel &model,
                  const at::Tensor &faces) {
  const auto block = static_cast<std::size_t>(numberBehind("block_", name));
  REQUIRE(block < model.config().blocks.size());
  at::Tensor map = model.features(faces, block + 1);
  const auto stored = fixture.tensor(name);
  if (stored.dim() == 2) {
    map = map.mean({2, 3});
  } else {
    const auto stepOver = [&](std::int64_t side) {  // 4 of 28 rows: every 7th
      return (map.size(side) + stored.size(side) - 1) / stored.size(side);
    };
    map = map.slice(2, 0, {}, stepOver(2)).slice(3, 0, {}, stepOver(3));
  }
  fixture.compare(name, map);
}

}  // namespace

TEST_CASE("The identity network embeds faces like the reference", "[parity][arcface]") {
  const at::NoGradGuard noGrad;
  for (const Fixture &fixture : fixturesNamed("arcface")) {
    const auto model = seededModel(fixture);
    fixture.compare("pooled_cropped_small", croppedFaces(fixture.in("y_small")));
    for (const std::string &name : fixture.names("out.embedding_")) {
      const auto size = name.substr(std::string("out.embedding_").size());
      fixture.compare(name, model->embed(fixture.in("y_" + size)));
    }
  }
}

TEST_CASE("The identity network's blocks give the reference's features", "[parity][arcface]") {
  const at::NoGradGuard noGrad;
  for (const Fixture &fixture : fixturesNamed("arcface")) {
    const auto model = seededModel(fixture);
    const at::Tensor faces = croppedFaces(fixture.in("y_small"));
    const auto blocks = fixture.names("out.block_");
    REQUIRE_FALSE(blocks.empty());
    for (const std::string &name : blocks) {
      compareBlock(fixture, name, *model, faces);
    }
  }
}

TEST_CASE("The identity loss and its gradient are the reference's", "[parity][arcface]") {
  for (const Fixture &fixture : fixturesNamed("arcface")) {
    for (const c10::ScalarType type : kFloatTypes) {
      INFO(type);
      const auto model = seededModel(fixture, type);
      const at::Tensor edited = fixture.in("y_hat_small", type).requires_grad_();
      const at::Tensor original = fixture.in("y_small", type).requires_grad_();
      const at::Tensor loss = identityLoss(*model, edited, original);
      fixture.compare("loss", loss);
      const auto gradients = torch::autograd::grad({loss}, {edited, original}, {}, false, false,
                                                   /*allow_unused=*/true);
      fixture.compare("grad_y_hat", gradients[0], kReluKinks);
      CHECK_FALSE(gradients[1].defined());
    }
  }
}
