#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "tests/engine/arcface/tiny_arcface.h"

using namespace everyword;

TEST_CASE("Blocks, widths and strides of an identity network follow from the shapes", "[arcface]") {
  const ArcFaceConfig config = ArcFaceConfig::fromTensors(TinyArcFace().table());
  REQUIRE(config.blocks.size() == 3);
  CHECK(config.blocks[0].stride == 2);  // the head of the first stage, though the width stays
  CHECK(config.blocks[1].stride == 2);
  CHECK(config.blocks[2].stride == 1);
  CHECK(config.blocks[1].from == 4);
  CHECK(config.blocks[1].to == 6);
  CHECK(config.blocks[2].squeezed == 2);
  CHECK(config.embedDim == 5);
}

TEST_CASE("Embeddings have unit length, and a face is at no distance from itself", "[arcface]") {
  const at::NoGradGuard noGrad;
  const auto model = ArcFaceModel::load(TinyArcFace().table());
  const at::Tensor faces = at::rand({2, 3, 64, 64}) * 2 - 1;
  CHECK(at::allclose(model->embed(faces).norm(2, {1}), at::ones({2})));
  CHECK(identityLoss(*model, faces, faces).item<double>() == Approx(0).margin(1e-6));
  const double toOthers = identityLoss(*model, faces, faces.flip(0)).item<double>();
  CHECK(toOthers > 1e-4);
  CHECK(identityLossTo(*model, faces, model->embed(faces.flip(0))).item<double>() ==
        Approx(toOthers));
}

TEST_CASE("The identity loss has the gradient that central differences show", "[arcface]") {
  const auto model = ArcFaceModel::load(TinyArcFace().table());
  const at::Tensor original = at::rand({1, 3, 32, 32}) * 2 - 1;
  const at::Tensor edited = (at::rand({1, 3, 32, 32}) * 2 - 1).requires_grad_();
  const at::Tensor direction = at::randn_like(edited);
  const at::Tensor gradient =
      torch::autograd::grad({identityLoss(*model, edited, original)}, {edited})[0];
  const at::NoGradGuard noGrad;
  const double h = 1e-2;
  const at::Tensor up = identityLoss(*model, edited + direction * h, original);
  const at::Tensor down = identityLoss(*model, edited - direction * h, original);
  const double numeric = (up - down).item<double>() / (2 * h);
  CHECK((gradient * direction).sum().item<double>() == Approx(numeric).epsilon(0.05).margin(1e-4));
}

TEST_CASE("The network sees rows 35 to 222 and columns 32 to 219 of a portrait", "[arcface]") {
  at::Tensor portrait = at::zeros({1, 3, 256, 256});
  portrait.slice(2, 35, 223).slice(3, 32, 220).fill_(1);
  CHECK(at::allclose(croppedFaces(portrait), at::ones({1, 3, 112, 112})));
  portrait = 1 - portrait;
  CHECK(croppedFaces(portrait).abs().max().item<double>() == 0);
  CHECK(croppedFaces(at::zeros({1, 3, 40, 70})).sizes() == at::IntArrayRef({1, 3, 112, 112}));
  CHECK_THROWS_AS(croppedFaces(at::zeros({1, 1, 256, 256})), ShapeError);
}

TEST_CASE("One error names all missing, mis-shaped and extra tensors of an identity network",
          "[arcface]") {
  TinyArcFace tiny;
  CHECK(arcface::looksLikeArcFace(tiny.table()));
  tiny.tensors.erase("body.1.shortcut_layer.1.running_var");
  tiny.tensors.erase("body.0.res_layer.1.weight");
  tiny.tensors["output_layer.4.bias"] = at::zeros({7});
  tiny.tensors["body.2.surplus"] = at::zeros({1});
  CHECK_THROWS_WITH(
      ArcFaceModel::load(tiny.table()),
      Catch::Contains("tiny.pth") && Catch::Contains("body.1.shortcut_layer.1.running_var") &&
          Catch::Contains("body.0.res_layer.1.weight") &&
          Catch::Contains("output_layer.4.bias is [7], expected [5]") &&
          Catch::Contains("extra: body.2.surplus") && !Catch::Contains("num_batches_tracked"));
  CHECK_THROWS_AS(ArcFaceModel::load(tiny.table()), FileError);
  CHECK_THROWS_AS(ArcFaceModel::load(TensorTable::fromTensors({{"a", at::ones({1})}})), FileError);
}
