#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/api/errors.h"
#include "tests/engine/biggan/random_deep_biggan.h"

using namespace everyword;

namespace {

using Tensors = std::map<std::string, at::Tensor>;

const Tensors &tinyWeights() {
  static const Tensors weights = deepWeights(tinyDeepShapes());
  return weights;
}

TensorTable tableOf(const Tensors &weights) {
  return TensorTable::fromTensors(weights, "pytorch_model.bin");
}

std::string errorOf(const Tensors &weights) {
  try {
    BigGanModel::load(tableOf(weights));
  } catch (const FileError &error) {
    return error.what();
  }
  return "no error";
}

/// The generator written out plainly, layer after layer as its names count them, as a check of the
/// model's own order of operations.
class PlainDeepGenerator {
 public:
  explicit PlainDeepGenerator(const Tensors &weights) : weights_(weights) {}

  at::Tensor operator()(const at::Tensor &z, const at::Tensor &y) const {
    const at::Tensor condition = at::cat({z, y}, 1);
    const at::Tensor bottom =
        at::linear(condition, normalised("generator.gen_z"), weights_.at("generator.gen_z.bias"));
    at::Tensor x = bottom.view({z.size(0), 4, 4, 64}).permute({0, 3, 1, 2});
    int block = 0;
    for (int layer = 0; layer < 9; ++layer) {
      const std::string name = "generator.layers." + std::to_string(layer) + ".";
      x = layer == 4 ? attention(name, x) : residual(name, x, condition, block++ % 2 == 1);
    }
    const at::Tensor scale = weights_.at("generator.bn.weight"),
                     shift = weights_.at("generator.bn.bias");
    x = at::relu(standardised("generator.bn", x) * channels(scale) + channels(shift));
    return at::tanh(convolution("generator.conv_to_rgb", x, 1).slice(1, 0, 3));
  }

 private:
  static at::Tensor channels(const at::Tensor &t) { return t.unsqueeze(-1).unsqueeze(-1); }

  at::Tensor normalised(const std::string &name) const {
    const at::Tensor weight = weights_.at(name + ".weight_orig");
    const at::Tensor image = at::mv(weight.flatten(1), weights_.at(name + ".weight_v"));
    return weight / at::dot(weights_.at(name + ".weight_u"), image);
  }

  at::Tensor standardised(const std::string &name, const at::Tensor &x) const {
    const at::Tensor mean = weights_.at(name + ".running_means")[-1],
                     variance = weights_.at(name + ".running_vars")[-1];
    return (x - channels(mean)) / at::sqrt(channels(variance) + 1e-4);
  }

  at::Tensor convolution(const std::string &name, const at::Tensor &x, int padding) const {
    return at::conv2d(x, normalised(name), weights_.at(name + ".bias"), 1, padding);
  }

  at::Tensor residual(const std::string &name, const at::Tensor &x, const at::Tensor &condition,
                      bool doubles) const {
    const auto doubled = [&](const at::Tensor &t) {
      return doubles ? t.repeat_interleave(2, 2).repeat_interleave(2, 3) : t;
    };
    at::Tensor y = x;
    for (const std::string number : {"0", "1", "2", "3"}) {
      const std::string norm = name + "bn_" + number;
      const at::Tensor gain = at::linear(condition, normalised(norm + ".scale")) + 1;
      const at::Tensor offset = at::linear(condition, normalised(norm + ".offset"));
      y = at::relu(standardised(norm, y) * channels(gain) + channels(offset));
      const bool wide = number == "1" || number == "2";
      y = convolution(name + "conv_" + number, number == "1" ? doubled(y) : y, wide ? 1 : 0);
    }
    return y + doubled(x.slice(1, 0, y.size(1)));
  }

  at::Tensor attention(const std::string &name, const at::Tensor &x) const {
    const auto one = [&](const char *part, const at::Tensor &t) {
      return at::conv2d(t, normalised(name + "snconv1x1_" + part));
    };
    const at::Tensor theta = one("theta", x).flatten(2);
    const at::Tensor phi = at::max_pool2d(one("phi", x), {2, 2}).flatten(2);
    const at::Tensor g = at::max_pool2d(one("g", x), {2, 2}).flatten(2);
    const at::Tensor weights = at::softmax(theta.transpose(1, 2).bmm(phi), -1);
    const at::Tensor mixed =
        g.bmm(weights.transpose(1, 2)).view({x.size(0), -1, x.size(2), x.size(3)});
    return x + weights_.at(name + "gamma") * one("o_conv", mixed);
  }

  const Tensors &weights_;
};

}  // namespace

TEST_CASE("BigGAN-deep gives the pictures and gradients of the published module", "[biggan]") {
  std::ifstream file(std::string(EVERYWORD_SOURCE_DIR) +
                     "/tests/engine/biggan/deep_reference.json");
  const auto reference = nlohmann::json::parse(file);
  REQUIRE(reference.at("cases").size() == 2);
  for (const auto &expected : reference.at("cases")) {
    const double truncation = expected.at("truncation");
    INFO("truncation " << truncation);
    const auto model = BigGanModel::load(tableOf(tinyWeights()), c10::kCPU, truncation);
    const at::Tensor z = seededNormal(77, {2, 6}).requires_grad_();
    const at::Tensor y = model->classEmbedding(at::tensor({1, 4}, at::kLong));
    const at::Tensor picture = model->generate(z, y);
    const auto numbers = [&](const char *name) {
      return at::tensor(expected.at(name).get<std::vector<float>>());
    };
    const at::Tensor probed = picture.slice(2, 3, 64, 16).slice(3, 5, 64, 16);
    compareTensors("picture", probed.reshape({-1}), numbers("picture"), 2e-6, 1e-5);
    CHECK(picture.square().mean().item<double>() ==
          Approx(expected.at("mean_square").get<double>()).epsilon(1e-5));
    const at::Tensor loss = (picture * seededNormal(78, {2, 3, 64, 64})).sum();
    const at::Tensor gradient = torch::autograd::grad({loss}, {z})[0];
    compareTensors("gradient", gradient.reshape({-1}), numbers("grad_z"), 2e-4, 1e-4);
  }
}

TEST_CASE("BigGAN-deep equals the generator written out plainly", "[biggan]") {
  const at::NoGradGuard noGrad;
  const auto model = BigGanModel::load(tableOf(tinyWeights()));
  const at::Tensor z = seededNormal(1, {3, 6}), y = seededNormal(2, {3, 6});
  compareTensors("picture", model->generate(z, y), PlainDeepGenerator(tinyWeights())(z, y), 2e-6,
                 1e-5);
}

TEST_CASE("BigGAN-deep's sizes follow from the shapes", "[biggan]") {
  const BigGanConfig config = BigGanConfig::fromTensors(tableOf(tinyWeights()));
  CHECK(config.deep);
  CHECK(config.resolution == 64);
  CHECK(config.classes == 5);
  CHECK(config.sharedDim == 6);
  CHECK(config.latentDim() == 6);
  CHECK(config.statistics == 5);
  CHECK(config.channels == std::vector<std::int64_t>{64, 64, 32, 32, 16, 16, 8, 8, 4});
  CHECK(config.attention ==
        std::vector<bool>{false, false, false, true, false, false, false, false});
}

TEST_CASE("BigGAN-deep's gradients in latent and class match central differences", "[biggan]") {
  const auto model = BigGanModel::load(tableOf(tinyWeights()));
  const at::Tensor z = seededNormal(1, {2, 6}).requires_grad_();
  const at::Tensor y = seededNormal(2, {2, 6}).requires_grad_();
  const at::Tensor alongZ = seededNormal(3, {2, 6}), alongY = seededNormal(4, {2, 6});
  const at::Tensor weight = seededNormal(5, {2, 3, 64, 64}) / 64;
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

TEST_CASE("One error names all missing, mis-shaped and extra tensors of a BigGAN-deep",
          "[biggan]") {
  Tensors weights = tinyWeights();
  CHECK(biggan::looksLikeBigGan(tableOf(weights)));
  weights.erase("generator.layers.8.conv_2.weight_orig");
  weights.erase("generator.layers.4.gamma");
  weights["generator.bn.weight"] = at::zeros({9});
  weights["generator.surplus"] = at::zeros({1});
  CHECK_THAT(errorOf(weights), Catch::Contains("pytorch_model.bin is no complete BigGAN-deep") &&
                                   Catch::Contains("generator.layers.8.conv_2.weight_orig") &&
                                   Catch::Contains("generator.layers.4.gamma") &&
                                   Catch::Contains("generator.bn.weight is [9], expected [4]") &&
                                   Catch::Contains("extra: generator.surplus"));
}

TEST_CASE("A BigGAN-deep below a prefix, and without its right singular vectors, loads",
          "[biggan]") {
  const at::NoGradGuard noGrad;
  Tensors weights;
  for (const auto &[name, tensor] : tinyWeights()) {
    if (!name.ends_with("weight_v")) {
      weights["model." + name] = tensor;
    }
  }
  const at::Tensor z = seededNormal(1, {1, 6}), y = seededNormal(2, {1, 6});
  const at::Tensor expected = BigGanModel::load(tableOf(tinyWeights()))->generate(z, y);
  const at::Tensor picture = BigGanModel::load(tableOf(weights))->generate(z, y);
  // One more step of power iteration than was stored: nearer to the largest singular value.
  CHECK((picture - expected).abs().max().item<double>() < 0.5);
  CHECK(picture.sizes() == expected.sizes());
}

TEST_CASE("What is no BigGAN-deep after all is refused with the reason", "[biggan]") {
  Tensors weights = tinyWeights();
  weights["generator.layers.9.conv_3.weight_orig"] = at::zeros({4, 4, 1, 1});
  CHECK_THAT(errorOf(weights), Catch::Contains("9 blocks"));
  weights = tinyWeights();
  weights["generator.layers.1.conv_3.weight_orig"] = at::zeros({128, 16, 1, 1});
  CHECK_THAT(errorOf(weights), Catch::Contains("block 1 makes 128 channels of 64"));
  weights = tinyWeights();
  weights["generator.layers.5.snconv1x1_g.weight_orig"] = at::zeros({1});
  CHECK_THAT(errorOf(weights), Catch::Contains("layer 5 is attention, with no block before it"));
}

TEST_CASE("A truncation without statistics and a latent of another length are refused",
          "[biggan]") {
  CHECK_THROWS_AS(BigGanModel::load(tableOf(tinyWeights()), c10::kCPU, 0), InputError);
  CHECK_THROWS_AS(BigGanModel::load(tableOf(tinyWeights()), c10::kCPU, 1.5), InputError);
  const auto model = BigGanModel::load(tableOf(tinyWeights()));
  CHECK_THROWS_AS(model->generate(at::zeros({1, 7}), at::zeros({1, 6})), ShapeError);
  CHECK_THROWS_WITH(model->classEmbedding(at::tensor({5}, at::kLong)), Catch::Contains("0 .. 4"));
}
