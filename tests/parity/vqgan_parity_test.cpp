// The tiny VQGANs of the fixtures: genuine Lightning checkpoints with their yaml, and the same
// weights from their seeds.

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/models/vqgan/vqgan_model.h"
#include "engine/models/vqgan/vqgan_quantiser.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

/// The one file of the fixture's list with this ending.
std::string fileEnding(const Fixture &fixture, const std::string &ending) {
  for (const auto &[file, meaning] : fixture.json().at("files").items()) {
    if (file.ends_with(ending)) {
      return fixture.path(file);
    }
  }
  FAIL(fixture.name() << " lists no file *" << ending);
  return {};
}

std::shared_ptr<const VqganModel> seededModel(const Fixture &fixture, c10::ScalarType type) {
  return VqganModel::load(TensorTable::fromTensors(seededWeights(fixture.json()["weights"]))
                              .withOptions({.type = type}),
                          VqganConfig::fromYaml(fileEnding(fixture, ".yaml")));
}

at::Tensor gradient(const at::Tensor &scalar, const at::Tensor &input) {
  return torch::autograd::grad({scalar}, {input})[0];
}

void compareForward(const Fixture &fixture, const VqganModel &model, c10::ScalarType type) {
  const at::NoGradGuard noGrad;
  const at::Tensor latent = model.encode(fixture.in("x", type));
  CHECK(fixture.compare("encoder_output", latent));
  CHECK(fixture.compare("indices", model.codeIndices(latent)));
  CHECK(fixture.compare("quantised", model.quantise(latent)));
  CHECK(fixture.compare("decoded", model.decode(model.quantise(latent))));
  const at::Tensor fromCodes = model.latentFromCodes(fixture.out("indices"));
  CHECK(fixture.compare("decoded_from_indices", model.decode(fromCodes)));
  const at::Tensor distance = (model.quantise(latent) - latent).square().mean();
  CHECK(fixture.compare("codebook_loss", distance * 1.25));

  const at::Tensor wide = model.encode(fixture.in("rect", type));  // not square
  CHECK(fixture.compare("rect_indices", model.codeIndices(wide)));
  CHECK(fixture.compare("rect_decoded", model.decode(model.quantise(wide))));
}

/// Latent to picture, and back through the codes and the clamp.
void compareSynth(const Fixture &fixture, const VqganModel &model, c10::ScalarType type) {
  const at::Tensor z = fixture.in("z", type).requires_grad_();
  const at::Tensor picture = model.synth(z);
  CHECK(fixture.compare("synth_image", picture.detach()));
  CHECK(fixture.compare("synth_indices", model.codeIndices(z)));
  CHECK(fixture.compare("synth_grad_z", gradient((picture * fixture.in("w")).sum(), z)));
  const at::Tensor clipped = picture.detach().le(0).logical_or(picture.detach().ge(1));
  CHECK(fixture.compare("synth_clipped_fraction", clipped.to(at::kDouble).mean()));
}

void compareGradientOfPicture(const Fixture &fixture, const VqganModel &model,
                              c10::ScalarType type) {
  const auto pictures = fixture.out("encode_decode_grad_x").size(0);
  const at::Tensor x = fixture.in("x", type).narrow(0, 0, pictures).requires_grad_();
  const at::Tensor h = model.encode(x);
  const at::Tensor q = model.quantise(h);
  const at::Tensor rows = q.detach();
  const at::Tensor codebookLoss =
      (rows - h).square().mean() + 0.25 * (rows - h.detach()).square().mean();
  const at::Tensor loss = 0.01 * model.decode(q).sum() + codebookLoss;
  CHECK(fixture.compare("encode_decode_grad_x", gradient(loss, x)));
}

}  // namespace

TEST_CASE("The VQGAN encodes, quantises, decodes and passes gradients like the reference",
          "[parity][vqgan]") {
  for (const Fixture &fixture : fixturesNamed("vqgan")) {
    for (const c10::ScalarType type : kFloatTypes) {
      INFO(type);
      const auto model = seededModel(fixture, type);
      compareForward(fixture, *model, type);
      compareSynth(fixture, *model, type);
      compareGradientOfPicture(fixture, *model, type);
    }
  }
}

TEST_CASE("A Lightning checkpoint of a VQGAN opens as it is, with its yaml and without",
          "[parity][vqgan]") {
  for (const Fixture &fixture : fixturesNamed("vqgan")) {
    const TensorTable table = TensorTable::open(fileEnding(fixture, ".ckpt"));
    const auto config = VqganConfig::fromYaml(fileEnding(fixture, ".yaml"));
    compareForward(fixture, *VqganModel::load(table, config), at::kFloat);
    compareForward(fixture, *VqganModel::load(table), at::kFloat);
  }
}

TEST_CASE("The VQGAN's configuration is that of its yaml", "[parity][vqgan]") {
  for (const Fixture &fixture : fixturesNamed("vqgan")) {
    const auto &stated = fixture.json().at("config");
    const auto config = VqganConfig::fromYaml(fileEnding(fixture, ".yaml"));
    CHECK(config.embedDim == stated.at("embed_dim"));
    CHECK(config.codes == stated.at("n_embed"));
    CHECK(config.channels == stated.at("ddconfig").at("ch"));
    CHECK(config.resBlocks == stated.at("ddconfig").at("num_res_blocks"));
    CHECK(config.multipliers ==
          stated.at("ddconfig").at("ch_mult").get<std::vector<std::int64_t>>());
    CHECK(config.factor() == fixture.json().at("downscale_factor"));
  }
}

TEST_CASE("The clamp passes a gradient where it points back inside", "[parity][vqgan]") {
  for (const Fixture &fixture : fixturesNamed("vqgan")) {
    const at::Tensor x = fixture.in("clamp_in", at::kFloat).requires_grad_();
    const at::Tensor clamped = vqgan::clampForDescent(x);
    CHECK(fixture.compare("clamp_value", clamped.detach()));
    CHECK(
        fixture.compare("clamp_grad", gradient((clamped * fixture.in("clamp_grad_out")).sum(), x)));
  }
}
