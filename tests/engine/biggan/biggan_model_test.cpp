#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/models/biggan/biggan_layers.h"
#include "tests/engine/biggan/random_biggan.h"

using namespace everyword;

TEST_CASE("BigGAN's gradients in latent and class match central differences", "[biggan]") {
  const auto model = BigGanModel::load(TinyBigGan().table());
  const at::Tensor z = at::randn({2, 9}).requires_grad_();
  const at::Tensor y = at::randn({2, 5}).requires_grad_();
  const at::Tensor alongZ = at::randn({2, 9}), alongY = at::randn({2, 5});
  const at::Tensor weight = at::randn({2, 3, 16, 16});
  const auto loss = [&](double t) {
    return (model->generate(z + alongZ * t, y + alongY * t) * weight).sum();
  };
  const auto gradients = torch::autograd::grad({loss(0)}, {z, y});
  const double analytic =
      ((gradients[0] * alongZ).sum() + (gradients[1] * alongY).sum()).item<double>();
  const at::NoGradGuard noGrad;
  const double numeric = (loss(1e-3) - loss(-1e-3)).item<double>() / 2e-3;
  CHECK(analytic == Approx(numeric).epsilon(0.02).margin(0.05));
}

TEST_CASE("Spectral norm from a singular vector divides by its singular value", "[biggan]") {
  const at::Tensor weight = at::diag(at::tensor({4.0F, 2.0F, 1.0F}));
  const at::Tensor u = at::tensor({1.0F, 0.0F, 0.0F}).view({1, 3});
  CHECK(at::allclose(biggan::spectralNormalised(weight, u), weight / 4));
}

TEST_CASE("BigGAN's attention equals softmax written out", "[biggan]") {
  const at::NoGradGuard noGrad;
  const TinyBigGan tiny;
  const TensorTable table = tiny.table();
  WeightLoader loader(table);
  const auto attention = biggan::Attention::load(WeightSource(loader, c10::kCPU), "blocks.0.1", 16);
  const at::Tensor x = at::randn({2, 16, 6, 4});
  const auto kernel = [&](const std::string &part) {
    const std::string name = "blocks.0.1." + part;
    return biggan::spectralNormalised(tiny.tensors.at(name + ".weight"),
                                      tiny.tensors.at(name + ".u0"));
  };
  const at::Tensor theta = at::conv2d(x, kernel("theta")).flatten(2);
  const at::Tensor phi = at::max_pool2d(at::conv2d(x, kernel("phi")), {2, 2}).flatten(2);
  const at::Tensor g = at::max_pool2d(at::conv2d(x, kernel("g")), {2, 2}).flatten(2);
  const at::Tensor weights = at::softmax(theta.transpose(1, 2).bmm(phi), -1);
  const at::Tensor mixed = g.bmm(weights.transpose(1, 2)).view({2, 8, 6, 4});
  const at::Tensor expected = x + 0.5 * at::conv2d(mixed, kernel("o"));
  CHECK(at::allclose(attention(x), expected, 1e-4, 1e-5));
}

TEST_CASE("Pictures of BigGAN lie in [-1, 1] and follow the class", "[biggan]") {
  const at::NoGradGuard noGrad;
  const auto model = BigGanModel::load(TinyBigGan().table());
  const at::Tensor z = at::randn({1, 9}).repeat({2, 1});
  const at::Tensor y = model->classEmbedding(at::tensor({0, 6}, at::kLong));
  CHECK(at::equal(y[1], model->classEmbeddings()[6]));
  const at::Tensor pictures = model->generate(z, y);
  CHECK(pictures.sizes() == at::IntArrayRef({2, 3, 16, 16}));
  CHECK(pictures.abs().max().item<double>() <= 1);
  CHECK_FALSE(at::allclose(pictures[0], pictures[1]));
}

TEST_CASE("Classes out of range and latents of another length are refused", "[biggan]") {
  const auto model = BigGanModel::load(TinyBigGan().table());
  CHECK_THROWS_WITH(model->classEmbedding(at::tensor({7}, at::kLong)), Catch::Contains("0 .. 6"));
  CHECK_THROWS_AS(model->generate(at::zeros({1, 8}), at::zeros({1, 5})), ShapeError);
  CHECK_THROWS_AS(model->generate(at::zeros({1, 9}), at::zeros({2, 5})), ShapeError);
}
