#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "engine/models/vqgan/subpixel_upsample.h"
#include "tests/engine/vqgan/tiny_vqgan.h"

using namespace everyword;

namespace {

at::Tensor gradient(const at::Tensor &scalar, const at::Tensor &input) {
  return torch::autograd::grad({scalar}, {input})[0];
}

}  // namespace

TEST_CASE("A quantised latent is exactly a row of the codebook", "[vqgan]") {
  const auto model = VqganModel::load(TinyVqgan().table());
  const at::Tensor latent = at::randn({2, 4, 3, 5});
  const at::Tensor rows = model->quantise(latent).permute({0, 2, 3, 1}).reshape({-1, 4});
  const at::Tensor distances =
      at::cdist(latent.permute({0, 2, 3, 1}).reshape({-1, 4}), model->codebook());
  CHECK(at::equal(rows, model->codebook().index_select(0, distances.argmin(1))));
}

TEST_CASE("The gradient passes the codes unchanged", "[vqgan]") {
  const auto model = VqganModel::load(TinyVqgan().table());
  const at::Tensor latent = at::randn({1, 4, 3, 3}).requires_grad_();
  const at::Tensor weight = at::randn({1, 4, 3, 3});
  CHECK(at::equal(gradient((model->quantise(latent) * weight).sum(), latent), weight));
}

TEST_CASE("The picture's gradient in the latent matches central differences", "[vqgan]") {
  const auto model = VqganModel::load(TinyVqgan().table());
  const at::Tensor latent = at::randn({1, 4, 3, 2}).requires_grad_();
  const at::Tensor weight = at::randn({1, 3, 6, 4});
  const at::Tensor analytic = gradient((model->decode(latent) * weight).sum(), latent);
  const at::NoGradGuard noGrad;
  const at::Tensor direction = at::randn_like(latent);
  const double h = 1e-2;
  const at::Tensor up = (model->decode(latent + direction * h) * weight).sum();
  const at::Tensor down = (model->decode(latent - direction * h) * weight).sum();
  const double numeric = (up - down).item<double>() / (2 * h);
  CHECK((analytic * direction).sum().item<double>() == Approx(numeric).epsilon(0.01).margin(0.01));
}

TEST_CASE("Upsampling in one equals nearest upsampling and a convolution, gradient included",
          "[vqgan]") {
  const at::Tensor weight = at::randn({5, 3, 3, 3}), bias = at::randn({5});
  const at::Tensor x = at::randn({2, 3, 4, 6}).requires_grad_(),
                   direction = at::randn({2, 5, 8, 12});
  const at::Tensor plain = at::conv2d(at::upsample_nearest2d(x, {8, 12}), weight, bias, 1, 1);
  const at::Tensor inOne = vqgan::SubpixelUpsample(weight, bias)(x);
  CHECK(at::allclose(inOne, plain, 1e-4, 1e-4));
  CHECK(at::allclose(gradient((inOne * direction).sum(), x), gradient((plain * direction).sum(), x),
                     1e-4, 1e-4));
}

TEST_CASE("A picture from a latent lies in [0, 1] and has the factor's size", "[vqgan]") {
  const auto model = VqganModel::load(TinyVqgan().table());
  const at::Tensor picture = model->synth(at::randn({2, 4, 3, 5}));
  CHECK(picture.sizes() == at::IntArrayRef({2, 3, 6, 10}));
  CHECK(picture.min().item<float>() >= 0);
  CHECK(picture.max().item<float>() <= 1);
}

TEST_CASE("Codes become the latent of their rows; codes out of range are refused", "[vqgan]") {
  const auto model = VqganModel::load(TinyVqgan().table());
  const at::Tensor codes = at::arange(6, at::kLong).reshape({1, 2, 3});
  CHECK(at::equal(model->codeIndices(model->latentFromCodes(codes)), codes));
  CHECK_THROWS_AS(model->latentFromCodes(codes + 7), ShapeError);
}

TEST_CASE("GumbelVQ encodes to rows of its codebook", "[vqgan]") {
  const auto model = VqganModel::load(TinyVqgan(true).table());
  const at::Tensor latent = model->encode(at::rand({1, 3, 8, 4}) * 2 - 1);
  CHECK(latent.sizes() == at::IntArrayRef({1, 6, 4, 2}));
  CHECK(at::equal(model->quantise(latent), latent));
}

TEST_CASE("Entries of a Lightning checkpoint are found below state_dict, and the loss is skipped",
          "[vqgan]") {
  TinyVqgan tiny;
  std::map<std::string, at::Tensor> nested;
  for (const auto &[name, tensor] : tiny.tensors) {
    nested["state_dict." + name] = tensor;
  }
  nested["state_dict.loss.discriminator.weight"] = at::randn({3});
  const auto model = VqganModel::load(TensorTable::fromTensors(nested));
  CHECK(at::equal(model->codebook(), tiny.tensors["quantize.embedding.weight"]));
}

TEST_CASE("One error names all missing and mis-shaped tensors", "[vqgan]") {
  TinyVqgan tiny;
  tiny.tensors.erase("decoder.conv_out.bias");
  tiny.tensors.erase("encoder.mid.attn_1.k.weight");
  tiny.tensors["decoder.norm_out.weight"] = at::ones({5});
  CHECK_THROWS_WITH(VqganModel::load(tiny.table()),
                    Catch::Contains("tiny.ckpt") && Catch::Contains("decoder.conv_out.bias") &&
                        Catch::Contains("encoder.mid.attn_1.k.weight") &&
                        Catch::Contains("decoder.norm_out.weight"));
  CHECK_THROWS_AS(VqganModel::load(TensorTable::fromTensors({{"a", at::ones({1})}})), FileError);
}

TEST_CASE("A picture whose sides the factor does not divide is refused", "[vqgan]") {
  const auto model = VqganModel::load(TinyVqgan().table());
  CHECK_THROWS_WITH(model->encode(at::zeros({1, 3, 8, 7})), Catch::Contains("7 x 8"));
  CHECK_THROWS_AS(model->decode(at::zeros({1, 5, 2, 2})), ShapeError);
}

TEST_CASE("Weights take no gradient, so a step computes none for them", "[vqgan]") {
  const auto model = VqganModel::load(TinyVqgan().table());
  CHECK_FALSE(model->decode(at::randn({1, 4, 2, 2})).requires_grad());
  CHECK_FALSE(model->codebook().requires_grad());
}
