// The BigGANs of the fixtures, whatever their size: weights from their seeds.

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>
#include <set>
#include <sstream>

#include "engine/models/biggan/biggan_layers.h"
#include "engine/models/biggan/biggan_model.h"
#include "tests/support/fixture.h"

using namespace everyword;

namespace {

std::map<std::string, at::Tensor> weightsOf(const Fixture &fixture) {
  return seededWeights(fixture.json()["weights"]);
}

std::shared_ptr<const BigGanModel> seededModel(const Fixture &fixture,
                                               c10::ScalarType type = at::kFloat) {
  return BigGanModel::load(
      TensorTable::fromTensors(weightsOf(fixture)).withOptions({.type = type}));
}

/// "G_attn": the sides of the maps that have attention behind them, as BigGAN's own option writes
/// them ("64", "32_64", "0" for none).
std::vector<bool> attentionOf(const nlohmann::json &config) {
  std::set<std::int64_t> sides;
  std::istringstream list(config["G_attn"].get<std::string>());
  for (std::string side; std::getline(list, side, '_');) {
    sides.insert(std::stoll(side));
  }
  std::vector<bool> attention;
  const auto resolution = config["resolution"].get<std::int64_t>();
  for (auto side = 2 * config["bottom_width"].get<std::int64_t>(); side <= resolution; side *= 2) {
    attention.push_back(sides.count(side) > 0);
  }
  return attention;
}

}  // namespace

TEST_CASE("BigGAN's picture, features and gradients are the reference's", "[parity][biggan]") {
  for (const Fixture &fixture : fixturesNamed("biggan")) {
    for (const c10::ScalarType type : kFloatTypes) {
      INFO(type);
      const auto model = seededModel(fixture, type);
      const at::Tensor z = fixture.in("z", type).requires_grad_();
      const at::Tensor y = model->classEmbedding(fixture.in("classes")).requires_grad_();
      fixture.compare("y", y);
      const at::Tensor picture = model->generate(z, y);
      fixture.compare("image", picture);
      const at::Tensor loss = (picture * fixture.in("image_weight")).sum();
      const auto gradients = torch::autograd::grad({loss}, {z, y});
      fixture.compare("grad_z", gradients[0], kReluKinks);
      fixture.compare("grad_y", gradients[1], kReluKinks);
      const auto blocks = fixture.names("out.block_");
      REQUIRE_FALSE(blocks.empty());
      for (const std::string &name : blocks) {
        fixture.compare(name, model->features(z, y, numberBehind("block_", name) + 1));
      }
    }
  }
}

TEST_CASE("Spectral norm takes one step of power iteration from the stored vector",
          "[parity][biggan]") {
  for (const Fixture &fixture : fixturesNamed("biggan")) {
    const auto tensors = weightsOf(fixture);
    const at::Tensor normalised =
        biggan::spectralNormalised(tensors.at("linear.weight"), tensors.at("linear.u0"));
    const auto stored = fixture.out("spectral_norm_of_linear");  // the upper left corner
    fixture.compare("spectral_norm_of_linear",
                    normalised.slice(0, 0, stored.size(0)).slice(1, 0, stored.size(1)));
  }
}

TEST_CASE("BigGAN's configuration follows from the shapes", "[parity][biggan]") {
  for (const Fixture &fixture : fixturesNamed("biggan")) {
    const auto &expected = fixture.json()["config"];
    const auto model = seededModel(fixture);
    const BigGanConfig &config = model->config();
    CHECK(config.resolution == expected["resolution"]);
    CHECK(config.classes == expected["n_classes"]);
    CHECK(config.sharedDim == expected["shared_dim"]);
    CHECK(config.latentDim() == fixture.json()["dim_z_used"]);
    CHECK(config.chunk == fixture.json()["z_chunk"]);
    CHECK(config.attention == attentionOf(expected));
  }
}
