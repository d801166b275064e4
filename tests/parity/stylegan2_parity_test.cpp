// The StyleGAN2s of the fixtures: full widths, weights from their seeds.

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "engine/models/stylegan2/stylegan2_model.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

/// A fixture with its model, in one type.
struct Seeded {
  Seeded(const Fixture &of, c10::ScalarType in)
      : fixture(of),
        type(in),
        model(StyleGan2Model::load(TensorTable::fromTensors(seededWeights(of.json()["weights"]))
                                       .withOptions({.type = in}))) {}

  at::Tensor truncatedWPlus() const {
    const at::Tensor centre = model->meanLatent(fixture.in("z_mean", type));
    const at::Tensor w = model->mapLatent(fixture.in("z", type));
    const auto truncation = fixture.json()["constants"]["truncation"].get<double>();
    return model->repeatLatent(truncateLatent(w, centre, truncation));
  }
  /// Another vector in every row.
  at::Tensor variedWPlus() const { return fixture.out("w_plus_varied").to(type, false, true); }
  at::Tensor weighted(const at::Tensor &picture) const {
    return (picture * fixture.in("image_weight")).sum();
  }

  const Fixture &fixture;
  c10::ScalarType type;
  std::shared_ptr<const StyleGan2Model> model;
};

/// Does the fixture's account of what it changed ("style vector 3: +0.3 everywhere; ...") name it?
bool isChanged(const Fixture &fixture, std::size_t style) {
  const auto changed = fixture.json()["changed"].get<std::string>();
  return changed.find("style vector " + std::to_string(style) + ":") != std::string::npos;
}

std::string numbered(const std::string &name, std::size_t index) {
  return name + (index < 10 ? "_0" : "_") + std::to_string(index);
}

void compareForward(const Seeded &seeded) {
  const at::NoGradGuard noGrad;
  const Fixture &fixture = seeded.fixture;
  const StyleGan2Model &model = *seeded.model;
  const at::Tensor w = model.mapLatent(fixture.in("z", seeded.type));
  fixture.compare("w", w);
  fixture.compare("mean_latent", model.meanLatent(fixture.in("z_mean", seeded.type)));
  const at::Tensor truncated = seeded.truncatedWPlus();
  fixture.compare("w_plus_truncated", truncated);
  fixture.compare("image_truncated", model.synthesise(truncated));
  fixture.compare("image_untruncated", model.synthesise(model.repeatLatent(w)));
  const std::vector<at::Tensor> styles = model.stylesOf(truncated);
  REQUIRE(styles.size() == fixture.json()["stylespace"]["vectors"]);
  for (std::size_t i = 0; i < styles.size(); ++i) {
    fixture.compare(numbered("style", i), styles[i]);
  }
}

void compareWPlus(const Seeded &seeded) {
  const at::Tensor wPlus = seeded.variedWPlus().requires_grad_();
  const at::Tensor picture = seeded.model->synthesise(wPlus);
  seeded.fixture.compare("image_w_plus_varied", picture);
  seeded.fixture.compare("grad_w_plus",
                         torch::autograd::grad({seeded.weighted(picture)}, {wPlus})[0], kReluKinks);
}

void compareStyleSpace(const Seeded &seeded) {
  const Fixture &fixture = seeded.fixture;
  std::vector<at::Tensor> styles, optimised;
  std::vector<std::size_t> indices;
  for (const at::Tensor &style : seeded.model->stylesOf(seeded.variedWPlus())) {
    const std::size_t i = styles.size();
    styles.push_back(style.detach().clone());
    if (isChanged(fixture, i)) {
      styles[i] = fixture.out(numbered("stylespace_in", i)).to(seeded.type, false, true);
    } else {
      fixture.compare(numbered("stylespace_in", i), styles[i]);
    }
    if (!StyleGan2Config::isRgbStyle(i)) {
      optimised.push_back(styles[i].requires_grad_());
      indices.push_back(i);
    }
  }
  CHECK(indices == fixture.json()["stylespace"]["optimised"].get<std::vector<std::size_t>>());
  const at::Tensor picture = seeded.model->synthesiseStyles(styles);
  fixture.compare("image_stylespace_changed", picture);
  const auto gradients = torch::autograd::grad({seeded.weighted(picture)}, optimised);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    fixture.compare(numbered("grad_stylespace", indices[i]), gradients[i], kReluKinks);
  }
}

void compareConfiguration(const Seeded &seeded) {
  const auto &json = seeded.fixture.json();
  const StyleGan2Config &config = seeded.model->config();
  CHECK(config.size == json["config"]["size"]);
  CHECK(config.styleDim == json["config"]["style_dim"]);
  CHECK(config.mappingLayers == json["config"]["n_mlp"]);
  CHECK(config.channelMultiplier == json["config"]["channel_multiplier"]);
  CHECK(config.latentRows() == json["n_latent"]);
  CHECK(config.noiseLayers() == json["num_layers"]);
}

}  // namespace

TEST_CASE("StyleGAN2 maps, truncates and paints like the reference from W+ and from style space",
          "[parity][stylegan2]") {
  for (const Fixture &fixture : fixturesNamed("stylegan2")) {
    for (const c10::ScalarType type : kFloatTypes) {
      INFO(type);
      const Seeded seeded(fixture, type);
      compareConfiguration(seeded);
      compareForward(seeded);
      compareWPlus(seeded);
      compareStyleSpace(seeded);
    }
  }
}

TEST_CASE("A checkpoint in rosinality's layout opens as it is", "[parity][stylegan2]") {
  std::size_t opened = 0;
  for (const Fixture &fixture : fixturesNamed("stylegan2")) {
    const std::string path = fixture.path("layout_only.pt");
    if (!std::filesystem::exists(path)) {
      continue;
    }
    ++opened;
    const TensorTable table = TensorTable::open(path);
    CHECK(stylegan2::looksLikeStyleGan2(table));
    const auto model = StyleGan2Model::load(table);
    const auto &expected = fixture.json()["config"];
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
  CHECK(opened > 0);
}
