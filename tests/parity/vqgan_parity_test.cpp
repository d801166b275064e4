// The tiny VQGAN of the fixtures: a genuine Lightning checkpoint with its yaml, and the same
// weights from their seeds.

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/models/vqgan/vqgan_model.h"
#include "engine/models/vqgan/vqgan_quantiser.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

const Fixture &fixture() {
  static const Fixture golden("vqgan", "vqgan");
  return golden;
}

std::shared_ptr<const VqganModel> seededModel() {
  static const auto model =
      VqganModel::load(TensorTable::fromTensors(seededWeights(fixture().json()["weights"])),
                       VqganConfig::fromYaml(fixture().path("model.yaml")));
  return model;
}

at::Tensor gradient(const at::Tensor &scalar, const at::Tensor &input) {
  return torch::autograd::grad({scalar}, {input})[0];
}

void compareForward(const VqganModel &model) {
  const at::NoGradGuard noGrad;
  const at::Tensor latent = model.encode(fixture().in("x"));
  CHECK(fixture().compare("encoder_output", latent));
  CHECK(fixture().compare("indices", model.codeIndices(latent)));
  CHECK(fixture().compare("quantised", model.quantise(latent)));
  CHECK(fixture().compare("decoded", model.decode(model.quantise(latent))));
  const at::Tensor fromCodes = model.latentFromCodes(fixture().out("indices"));
  CHECK(fixture().compare("decoded_from_indices", model.decode(fromCodes)));
}

}  // namespace

TEST_CASE("The VQGAN encodes, quantises and decodes like the reference", "[parity][vqgan]") {
  compareForward(*seededModel());
}

TEST_CASE("A Lightning checkpoint of a VQGAN opens as it is, with its yaml and without",
          "[parity][vqgan]") {
  const TensorTable table = TensorTable::open(fixture().path("last.ckpt"));
  compareForward(*VqganModel::load(table, VqganConfig::fromYaml(fixture().path("model.yaml"))));
  compareForward(*VqganModel::load(table));
}

TEST_CASE("The VQGAN takes pictures that are not square", "[parity][vqgan]") {
  const at::NoGradGuard noGrad;
  const at::Tensor latent = seededModel()->encode(fixture().in("rect"));
  CHECK(fixture().compare("rect_indices", seededModel()->codeIndices(latent)));
  CHECK(fixture().compare("rect_decoded", seededModel()->decode(seededModel()->quantise(latent))));
}

TEST_CASE("A latent becomes a picture, and its gradient passes codes and clamp as published",
          "[parity][vqgan]") {
  const at::Tensor z = fixture().in("z").clone().requires_grad_();
  const at::Tensor picture = seededModel()->synth(z);
  CHECK(fixture().compare("synth_image", picture.detach()));
  CHECK(fixture().compare("synth_indices", seededModel()->codeIndices(z)));
  CHECK(fixture().compare("synth_grad_z", gradient((picture * fixture().in("w")).sum(), z)));
  const at::Tensor clipped = picture.detach().le(0).logical_or(picture.detach().ge(1));
  CHECK(fixture().compare("synth_clipped_fraction", clipped.to(at::kFloat).mean()));
}

TEST_CASE("The clamp passes a gradient where it points back inside", "[parity][vqgan]") {
  const at::Tensor x = fixture().in("clamp_in").clone().requires_grad_();
  const at::Tensor clamped = vqgan::clampForDescent(x);
  CHECK(fixture().compare("clamp_value", clamped.detach()));
  CHECK(fixture().compare("clamp_grad",
                          gradient((clamped * fixture().in("clamp_grad_out")).sum(), x)));
}

TEST_CASE("The gradient through encoder, codes and decoder is the reference's", "[parity][vqgan]") {
  const at::Tensor x = fixture().in("x").narrow(0, 0, 1).clone().requires_grad_();
  const at::Tensor h = seededModel()->encode(x);
  const at::Tensor q = seededModel()->quantise(h);
  const at::Tensor rows = q.detach();
  const at::Tensor codebookLoss =
      (rows - h).square().mean() + 0.25 * (rows - h.detach()).square().mean();
  const at::Tensor loss = 0.01 * seededModel()->decode(q).sum() + codebookLoss;
  CHECK(fixture().compare("encode_decode_grad_x", gradient(loss, x)));

  const at::NoGradGuard noGrad;
  const at::Tensor latent = seededModel()->encode(fixture().in("x"));
  const at::Tensor distance = (seededModel()->quantise(latent) - latent).square().mean();
  CHECK(fixture().compare("codebook_loss", distance * 1.25));
}
