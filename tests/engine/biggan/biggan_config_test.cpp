#include <ATen/ATen.h>

#include <catch2/catch.hpp>

#include "engine/api/errors.h"
#include "tests/engine/biggan/random_biggan.h"

using namespace everyword;

namespace {

/// The published generators have widths of 96 times these.
BigGanConfig published(std::int64_t chunk, const std::vector<std::int64_t> &widths,
                       std::size_t attention) {
  BigGanConfig config;
  config.chunk = chunk;
  for (const std::int64_t width : widths) {
    config.channels.push_back(96 * width);
  }
  config.attention.assign(widths.size() - 1, false);
  config.attention[attention] = true;
  return config;
}

BigGanConfig found(const BigGanConfig &config) {
  return BigGanConfig::fromTensors(TensorTable::fromTensors(RandomBigGan(config).tensors));
}

}  // namespace

TEST_CASE("BigGAN's sizes follow from the shapes", "[biggan]") {
  const BigGanConfig config = BigGanConfig::fromTensors(TinyBigGan().table());
  CHECK(config.resolution == 16);
  CHECK(config.classes == 7);
  CHECK(config.sharedDim == 5);
  CHECK(config.chunk == 3);
  CHECK(config.latentDim() == 9);
  CHECK(config.channels == std::vector<std::int64_t>{12, 16, 8});
  CHECK(config.attention == std::vector<bool>{true, false});
}

TEST_CASE("The published BigGANs of 256 and 512 pixels are recognised", "[biggan]") {
  const BigGanConfig of256 = found(published(20, {16, 16, 8, 8, 4, 2, 1}, 4));
  CHECK(of256.resolution == 256);
  CHECK(of256.latentDim() == 140);
  CHECK(of256.attention == std::vector<bool>{false, false, false, false, true, false});
  const BigGanConfig of512 = found(published(16, {16, 16, 8, 8, 4, 2, 1, 1}, 3));
  CHECK(of512.resolution == 512);
  CHECK(of512.latentDim() == 128);
  CHECK(of512.channels.back() == 96);
}

TEST_CASE("One error names all missing, mis-shaped and extra tensors of a BigGAN", "[biggan]") {
  TinyBigGan tiny;
  CHECK(biggan::looksLikeBigGan(tiny.table()));
  tiny.tensors.erase("blocks.1.0.conv2.weight");
  tiny.tensors.erase("blocks.0.1.gamma");
  tiny.tensors["output_layer.0.gain"] = at::zeros({9});
  tiny.tensors["blocks.0.0.surplus"] = at::zeros({1});
  CHECK_THROWS_WITH(BigGanModel::load(tiny.table()),
                    Catch::Contains("tiny.pth") && Catch::Contains("blocks.1.0.conv2.weight") &&
                        Catch::Contains("blocks.0.1.gamma") &&
                        Catch::Contains("output_layer.0.gain is [9], expected [8]") &&
                        Catch::Contains("extra: blocks.0.0.surplus") && !Catch::Contains("sv0"));
  CHECK_THROWS_AS(BigGanModel::load(tiny.table()), FileError);
}

TEST_CASE("A BigGAN-deep is told by its name, and what is no BigGAN is refused", "[biggan]") {
  TinyBigGan tiny;
  tiny.tensors["blocks.0.0.conv3.weight"] = at::zeros({1});
  CHECK_THROWS_WITH(BigGanModel::load(tiny.table()), Catch::Contains("is a BigGAN-deep"));
  CHECK_THROWS_AS(BigGanModel::load(TensorTable::fromTensors({{"a", at::ones({1})}})), FileError);
}
