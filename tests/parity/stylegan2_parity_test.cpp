// The StyleGAN2 of the fixtures: 32 pixels, full widths, weights from their seeds.

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>

#include "engine/models/stylegan2/stylegan2_model.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

const Fixture &fixture() {
  static const Fixture golden("stylegan2", "stylegan2");
  return golden;
}

const StyleGan2Model &seededModel() {
  static const auto model =
      StyleGan2Model::load(TensorTable::fromTensors(seededWeights(fixture().json()["weights"])));
  return *model;
}

at::Tensor truncatedWPlus() {
  const at::Tensor centre = seededModel().meanLatent(fixture().in("z_mean"));
  const at::Tensor w = seededModel().mapLatent(fixture().in("z"));
  return seededModel().repeatLatent(
      truncateLatent(w, centre, fixture().json()["constants"]["truncation"].get<double>()));
}

/// Another vector in every row.
at::Tensor variedWPlus() { return fixture().out("w_plus_varied"); }

/// Does the fixture's account of what it changed ("style vector 3: +0.3 everywhere; ...") name it?
bool isChanged(std::size_t style) {
  const auto changed = fixture().json()["changed"].get<std::string>();
  return changed.find("style vector " + std::to_string(style) + ":") != std::string::npos;
}

std::string numbered(const std::string &name, std::size_t index) {
  return name + (index < 10 ? "_0" : "_") + std::to_string(index);
}

at::Tensor weighted(const at::Tensor &picture) {
  return (picture * fixture().in("image_weight")).sum();
}

}  // namespace

TEST_CASE("StyleGAN2 maps, averages and truncates like the reference", "[parity][stylegan2]") {
  const at::NoGradGuard noGrad;
  const at::Tensor w = seededModel().mapLatent(fixture().in("z"));
  fixture().compare("w", w);
  fixture().compare("mean_latent", seededModel().meanLatent(fixture().in("z_mean")));
  fixture().compare("w_plus_truncated", truncatedWPlus());
  fixture().compare("image_truncated", seededModel().synthesise(truncatedWPlus()));
  fixture().compare("image_untruncated", seededModel().synthesise(seededModel().repeatLatent(w)));
}

TEST_CASE("StyleGAN2's style vectors are the reference's, in its order", "[parity][stylegan2]") {
  const at::NoGradGuard noGrad;
  const std::vector<at::Tensor> styles = seededModel().stylesOf(truncatedWPlus());
  REQUIRE(styles.size() == fixture().json()["stylespace"]["vectors"]);
  for (std::size_t i = 0; i < styles.size(); ++i) {
    fixture().compare(numbered("style", i), styles[i]);
  }
}

TEST_CASE("Every row of W+ reaches its own layers, and its gradient comes back",
          "[parity][stylegan2]") {
  const at::Tensor wPlus = variedWPlus().detach().requires_grad_();
  const at::Tensor picture = seededModel().synthesise(wPlus);
  fixture().compare("image_w_plus_varied", picture);
  fixture().compare("grad_w_plus", torch::autograd::grad({weighted(picture)}, {wPlus})[0]);
}

TEST_CASE("Pictures and gradients from style space are the reference's", "[parity][stylegan2]") {
  std::vector<at::Tensor> styles;
  for (const at::Tensor &style : seededModel().stylesOf(variedWPlus())) {
    styles.push_back(style.detach().clone());
  }

  std::vector<at::Tensor> optimised;
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < styles.size(); ++i) {
    if (isChanged(i)) {
      styles[i] = fixture().out(numbered("stylespace_in", i));
    } else {
      fixture().compare(numbered("stylespace_in", i), styles[i]);
    }
    if (!StyleGan2Config::isRgbStyle(i)) {
      optimised.push_back(styles[i].requires_grad_());
      indices.push_back(i);
    }
  }
  CHECK(indices == fixture().json()["stylespace"]["optimised"].get<std::vector<std::size_t>>());
  const at::Tensor picture = seededModel().synthesiseStyles(styles);
  fixture().compare("image_stylespace_changed", picture);
  const auto gradients = torch::autograd::grad({weighted(picture)}, optimised);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    fixture().compare(numbered("grad_stylespace", indices[i]), gradients[i]);
  }
}

TEST_CASE("StyleGAN2's configuration follows from the shapes", "[parity][stylegan2]") {
  const auto &expected = fixture().json()["config"];
  const StyleGan2Config &config = seededModel().config();
  CHECK(config.size == expected["size"]);
  CHECK(config.styleDim == expected["style_dim"]);
  CHECK(config.mappingLayers == expected["n_mlp"]);
  CHECK(config.channelMultiplier == expected["channel_multiplier"]);
  CHECK(config.latentRows() == fixture().json()["n_latent"]);
  CHECK(config.noiseLayers() == fixture().json()["num_layers"]);
}

TEST_CASE("A checkpoint in rosinality's layout opens as it is", "[parity][stylegan2]") {
  const TensorTable table = TensorTable::open(fixture().path("layout_only.pt"));
  CHECK(stylegan2::looksLikeStyleGan2(table));
  const auto model = StyleGan2Model::load(table);
  const auto &expected = fixture().json()["config"];
  CHECK(model->config().size == expected["size"]);
  const auto styleDim = expected["style_dim"].get<std::int64_t>();
  CHECK(model->storedMeanLatent().sizes() == at::IntArrayRef({1, styleDim}));
  // Each tensor of the file is filled with a number of its own, so a mix-up of names would show.
  const TensorTable generator = table.sub("g_ema.");
  const auto noise = model->storedNoise();
  for (std::size_t i = 0; i < noise.size(); ++i) {
    CHECK(at::equal(noise[i], generator.loadFloat("noises.noise_" + std::to_string(i))));
  }
}
